import HTTPCore
import Signaling
import Testing

@testable import Endpoints

@Suite struct NodeSocketEndpointTests {
  private static let target = "/?roomId=room&userId=ada&userName=Ada%20L."

  private func open(
    _ desk: Desk, _ target: String = target, _ headers: [(name: String, value: String)] = []
  ) -> Response {
    desk.get(target, Request.handshake + headers)
  }

  @Test func aHandshakeEntersTheRoomUnderItsOwnName() throws {
    let desk = Desk.make()
    let response = open(desk)
    #expect(response.status == .switchingProtocols)
    try #require(response.upgrade).adopt(
      HandedOffSocket(descriptor: -1, received: [], remote: .loopback))
    let ticket = try #require(desk.adopted.first?.entrance.ticket)
    #expect(ticket.clientID.rawValue == "ada")
    let peer = try #require(desk.hub.snapshot(RoomID("room")!)?.members.first?.peer)
    #expect(peer.dialect == .nodeWS)
    #expect(peer.profile.name == "Ada L.")
  }

  @Test(arguments: [
    ("/?userId=a&userName=A", "roomId is missing: connect to /?roomId=…&userId=…&userName=…"),
    ("/?roomId=r&userName=A", "userId is missing: connect to /?roomId=…&userId=…&userName=…"),
    ("/?roomId=r&userId=a", "userName is missing: connect to /?roomId=…&userId=…&userName=…"),
    (
      "/?roomId=&userId=a&userName=A",
      "roomId is missing: connect to /?roomId=…&userId=…&userName=…"
    ),
    (
      "/?roomId=r&userName=A&userId=" + String(repeating: "a", count: 129),
      "userId must have 1 to 128 bytes, no control characters"
    ),
    ("/?roomId=r&userId=a&userId=b&userName=A", "userId occurs twice in the query"),
    ("/?roomId=r&userId=a&userName=A&token=1&token=2", "token occurs twice in the query"),
  ])
  func whatIsMissingIsSaidInWords(target: String, message: String) {
    let desk = Desk.make()
    let response = open(desk, target)
    #expect(response.status == .badRequest)
    #expect(response.text == #"{"error":"\#(message)"}"#)
    desk.expectNobody()
    #expect(desk.refused == ["parameters": 1])
  }

  @Test func theOriginCountsBeforeTheParameters() {
    let desk = Desk.make()
    for target in [Self.target, "/"] {
      let response = open(desk, target, [("Origin", "https://evil.example")])
      #expect(response.status == .forbidden)
    }
    desk.expectNobody()
    #expect(desk.refused == ["origin": 2])
  }

  @Test func aPageThatIsNoHandshakeIsToldSo() {
    #expect(Desk.make().get(Self.target, [("Host", "hub.example")]).status == .upgradeRequired)
  }

  @Test func theFirstSubprotocolThatIsNoTokenIsChosen() async {
    let desk = Desk.make(bearers: ["t": .make("a")])
    let response = await desk.answer(
      to: .make(
        .get, Self.target,
        Request.handshake + [("Sec-WebSocket-Protocol", "access_token.t, json, other")]))
    #expect(response.status == .switchingProtocols)
    #expect(response["Sec-WebSocket-Protocol"] == "json")
  }

  @Test func theTokenOfTheHolderTakesItsPlaceAndItsPeersAreTold() throws {
    let desk = Desk.make()
    let holder = try desk.bind("room", "ada", dialect: .nodeWS)
    let response = open(desk, Self.target + "&token=\(holder.token.secret)")
    #expect(response.status == .switchingProtocols)
    #expect(desk.departures.map(\.reason) == [.replaced])
    #expect(desk.hub.admission.clients == 1)
  }
}
