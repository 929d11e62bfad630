import HTTPCore
import Testing

@Suite struct RouterTests {
  let router = Router([
    .init(.get, "/a") { _ in .json(Array("get".utf8)) },
    .init(.post, "/a") { .json($0.body) },
    .init(.post, "/b") { _ in .json(Array("post".utf8)) },
  ])

  func answer(_ method: HTTPCore.Method, _ target: String, body: String = "") throws -> Response {
    router.respond(to: try Request(method: method, target: target, body: Array(body.utf8)))
  }

  @Test func aRouteMayLeaveHeadOut() throws {
    let router = Router([Router.Route(.get, "/ws", answersHead: false) { _ in .json([]) }])
    let response = router.respond(to: try Request(method: .head, target: "/ws"))
    #expect(response.status == .methodNotAllowed)
    #expect(response.headers.contains { $0.name == "Allow" && $0.value == "GET" })
  }

  @Test func findsTheHandlerByMethodAndDecodedPath() throws {
    #expect(text(try answer(.get, "/a?x=1")) == "get")
    #expect(text(try answer(.post, "/%61", body: "hello")) == "hello")
  }

  @Test func answersHEADByTheHandlerOfGET() throws {
    #expect(text(try answer(.head, "/a")) == "get")
    #expect(try answer(.head, "/b").status == .methodNotAllowed)
  }

  @Test(arguments: ["/", "/a/", "/A", "//a", "/c", "*"])
  func unknownPathIs404(_ path: String) throws {
    let response = try answer(.get, path)
    #expect(response.status == .notFound)
    #expect(text(response).hasPrefix(#"{"error":""#))
  }

  @Test func unknownMethodIs405WithAllow() throws {
    let response = try answer(.delete, "/a")
    #expect(response.status == .methodNotAllowed)
    #expect(response.headers.contains { $0.name == "Allow" && $0.value == "GET, HEAD, POST" })
    #expect(router.allowedMethods(for: "/b") == "POST")
    #expect(router.allowedMethods(for: "/c") == nil)
  }
}
