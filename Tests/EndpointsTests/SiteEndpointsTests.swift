import HTTPCore
import Signaling
import Testing

@testable import Endpoints

@Suite struct SiteEndpointsTests {
  private static func file(_ path: String, _ text: String) -> StaticFile {
    StaticFile(path: path, type: "text/html", entityTag: "\"\(text)\"", bytes: Array(text.utf8))
  }

  private static let home = file("/", "home")

  @Test func filesAreServedWhereTheyBelong() {
    let desk = Desk.make(
      documents: [Self.file("/openapi.yaml", "yaml")], pages: [Self.file("/a.js", "script")])
    #expect(desk.get("/openapi.yaml").text == "yaml")
    #expect(desk.get("/a.js").text == "script")
    #expect(desk.get("/").status != .ok)
  }

  @Test func aPageMayLoadNothingFromElsewhereAndMayNotBeFramed() throws {
    let desk = Desk.make(pages: [Self.home, Self.file("/inspect", "inspect")])
    for path in ["/", "/inspect"] {
      let response = desk.get(path)
      let policy = try #require(response["Content-Security-Policy"])
      #expect(policy.hasPrefix("default-src 'none'; script-src 'self'; "))
      #expect(policy.hasSuffix("frame-ancestors 'none'"))
      #expect(!policy.contains("unsafe"))
      #expect(response["X-Content-Type-Options"] == "nosniff")
      #expect(response["ETag"] != nil)
    }
  }

  @Test func thePageSharesItsPathWithTheHandshake() async {
    let desk = Desk.make(pages: [Self.home])
    let target = "/?roomId=r&userId=u&userName=n"
    #expect(desk.get("/").text == "home")
    #expect(desk.get(target).text == "home")
    #expect(await desk.answer(to: .make(.head, "/")).status == .ok)
    let handshake = await desk.answer(to: .make(.get, target, Request.handshake))
    #expect(handshake.status == .switchingProtocols)
    #expect(await desk.answer(to: .make(.post, "/")).status == .methodNotAllowed)
  }

  @Test func withoutItsProtocolThePageIsAloneThere() async {
    let desk = Desk.make(pages: [Self.home], dialects: [.native])
    let answer = await desk.answer(
      to: .make(.get, "/?roomId=r&userId=u&userName=n", Request.handshake))
    #expect(answer.status == .notFound)
    #expect(desk.get("/").text == "home")
  }
}
