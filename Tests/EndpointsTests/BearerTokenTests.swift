import HTTPCore
import Testing

@testable import Endpoints

@Suite struct BearerTokenTests {
  private static func find(
    _ target: String = "/ws", _ headers: [(name: String, value: String)] = [],
    _ subprotocols: [String] = []
  ) throws(RequestProblem) -> String? {
    try BearerToken.find(in: .make(.get, target, headers), subprotocols: subprotocols)
  }

  @Test func theQueryHoldsOne() throws {
    #expect(try Self.find("/ws?roomId=r&access_token=a.b.c") == "a.b.c")
  }

  @Test(arguments: ["Bearer a.b.c", "bearer a.b.c", "BEARER   a.b.c"])
  func theHeaderHoldsOneUnderASchemeOfAnyCase(field: String) throws {
    #expect(try Self.find("/ws", [("authorization", field)]) == "a.b.c")
  }

  @Test(arguments: ["access_token.a.b.c", "bearer.a.b.c"])
  func aSubprotocolHoldsOne(offer: String) throws {
    #expect(try Self.find("/ws", [], ["hub.v1", offer]) == "a.b.c")
  }

  @Test(arguments: [
    "Basic YTpi", "Bearer", "Bearer ", "Bearera.b.c", "", "Digest username=\"Bearer x\"",
  ])
  func otherFieldsHoldNone(field: String) throws {
    #expect(try Self.find("/ws", [("Authorization", field)]) == nil)
  }

  @Test func emptyIsAsGoodAsNone() throws {
    #expect(try Self.find("/ws?access_token=", [("Authorization", "Bearer t")]) == "t")
    #expect(try Self.find("/ws?access_token", [], ["bearer.", "access_token."]) == nil)
    #expect(try Self.find("/ws?token=t", [], ["hub.token.t", "bearer"]) == nil)
  }

  @Test(arguments: [
    ("/ws?access_token=a", "Bearer a", [String]()), ("/ws?access_token=a", "", ["bearer.b"]),
    ("/ws?access_token=a&access_token=a", "", []), ("/ws", "Bearer a", ["access_token.b"]),
    ("/ws", "", ["access_token.a", "bearer.a"]),
  ])
  func twoAreOneTooMany(target: String, field: String, offers: [String]) {
    #expect(throws: RequestProblem.self) {
      try Self.find(target, [("Authorization", field)], offers)
    }
  }

  @Test func twoFieldsAreTwoTokens() {
    #expect(throws: RequestProblem.self) {
      try Self.find("/ws", [("Authorization", "Bearer a"), ("Authorization", "Bearer b")])
    }
  }

  @Test(arguments: [
    ("hub.v1", true), ("bearer", true), ("x.bearer.a", true), ("bearer.a", false),
    ("bearer.", false),
    ("access_token.a", false),
  ])
  func anOfferThatHoldsATokenIsKnown(offer: String, isNone: Bool) {
    #expect(BearerToken.isNone(offer) == isNone)
  }

  @Test func theComplaintQuotesNoToken() {
    do throws(RequestProblem) {
      _ = try Self.find("/ws?access_token=secret", [("Authorization", "Bearer secret")])
      Issue.record("two tokens were taken")
    } catch {
      #expect(!error.description.contains("secret"))
    }
  }
}
