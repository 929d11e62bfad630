import HTTPCore
import Signaling
import Testing

@testable import Endpoints

@Suite struct IdentityCheckTests {
  private static let bearers = ["good": Identity.make("ada", rooms: .only(["x"]))]

  private static func name(of identity: Identity?) -> Response {
    .json(Array((identity?.account.id ?? "nobody").utf8))
  }

  private static func identify(
    _ desk: Desk, _ target: String, isNeeded: Bool, _ offers: [String] = []
  ) -> Response {
    IdentityCheck(services: desk.services, refusals: RefusalCounters())
      .identify(.make(.get, target), subprotocols: offers, isNeeded: isNeeded, then: name(of:))
  }

  @Test(arguments: [true, false])
  func withoutATokenTheAnswerComesAtOnce(isNeeded: Bool) {
    let response = Self.identify(.make(bearers: Self.bearers), "/", isNeeded: isNeeded)
    #expect(!response.isLater)
    #expect(response.text == "nobody")
  }

  @Test(arguments: [true, false])
  func aGoodTokenTellsWhoItIs(isNeeded: Bool) async {
    let desk = Desk.make(bearers: Self.bearers)
    let response = Self.identify(desk, "/?access_token=good", isNeeded: isNeeded)
    #expect(response.isLater)
    #expect(await response.settled.text == "ada")
    #expect(
      await Self.identify(desk, "/", isNeeded: isNeeded, ["bearer.good"]).settled.text == "ada")
  }

  @Test(arguments: [true, false])
  func aBadTokenIsRefusedWhetherNeededOrNot(isNeeded: Bool) async {
    let desk = Desk.make(bearers: Self.bearers)
    let response = await Self.identify(desk, "/?access_token=bad", isNeeded: isNeeded).settled
    #expect(response.status == .unauthorized)
    #expect(response["WWW-Authenticate"] == "Bearer")
    #expect(response.text == #"{"error":"the token is forged"}"#)
  }

  @Test func twoTokensAreABadRequest() {
    let response = Self.identify(
      .make(bearers: Self.bearers), "/?access_token=good", isNeeded: true, ["bearer.good"])
    #expect(response.status == .badRequest)
  }

  @Test(arguments: ["/", "/?access_token=good"])
  func aHubWithoutKeysLetsNobodyProveAnything(target: String) {
    let desk = Desk.make()
    let response = Self.identify(desk, target, isNeeded: true)
    #expect(response.status == .unauthorized)
    #expect(response["WWW-Authenticate"] == "Bearer")
    #expect(response.text == #"{"error":"this hub has no key to check tokens with"}"#)
    #expect(desk.advices == 1)
  }

  @Test(arguments: ["/", "/?access_token=good", "/?access_token=a&access_token=b"])
  func aHubWithoutKeysLeavesTokensUnreadWhereNoneIsNeeded(target: String) {
    let desk = Desk.make()
    #expect(Self.identify(desk, target, isNeeded: false).text == "nobody")
    #expect(desk.advices == 0)
  }

  @Test func theAdviceIsGivenOnce() {
    let desk = Desk.make()
    for _ in 0..<3 {
      #expect(
        desk.post("/api/rooms/join", #"{"roomId":"chat/x"}"#).status == .unauthorized)
    }
    #expect(
      desk.post("/api/webrtc/rooms/chat%2Fx/join", #"{"peer_id":"a","username":"A"}"#).status
        == .unauthorized)
    #expect(desk.advices == 1)
    #expect(desk.refused == ["no_keys": 4])
  }

  @Test func whyATokenIsRefusedIsCounted() async {
    let desk = Desk.make(bearers: Self.bearers)
    let headers = [(name: "Authorization", value: "Bearer bad")]
    _ = await desk.answer(to: .make(.post, "/api/rooms/join", headers))
    #expect(desk.refused == ["token_forged": 1])
    #expect(desk.hub.roomCount == 0)
  }
}
