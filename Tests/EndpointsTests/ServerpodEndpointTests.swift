import HTTPCore
import Signaling
import Testing

@testable import Endpoints

@Suite struct ServerpodEndpointTests {
  private func open(_ desk: Desk, _ headers: [(name: String, value: String)] = []) -> Response {
    desk.get("/webrtc", Request.handshake + headers)
  }

  @Test func aHandshakeLetsAGuestInThatIsCountedAndInNoRoom() throws {
    let desk = Desk.make()
    let upgrade = try #require(open(desk).upgrade)
    #expect(desk.hub.admission.clients == 1)
    #expect(desk.hub.admission.connections == 1)
    #expect(desk.hub.roomCount == 0)
    upgrade.adopt(HandedOffSocket(descriptor: -1, received: [], remote: .loopback))
    guard case .guest(let guest) = desk.adopted.first?.entrance else {
      Issue.record("no guest")
      return
    }
    #expect(guest.dialect == .serverpod)
    #expect(guest.identity == nil)
  }

  @Test func anAbandonedHandshakeCountsForNothing() throws {
    let desk = Desk.make()
    try #require(open(desk).upgrade).abandon()
    desk.expectNobody()
  }

  @Test func whoeverIsRefusedIsNotCounted() throws {
    let desk = Desk.make(limits: .make(clients: 1))
    #expect(open(desk, [("Origin", "https://evil.example")]).status == .forbidden)
    #expect(desk.get("/webrtc", [("Host", "hub.example")]).status == .upgradeRequired)
    desk.expectNobody()
    #expect(open(desk).status == .switchingProtocols)
    let response = open(desk)
    #expect(response.status == .serviceUnavailable)
    #expect(desk.hub.admission.connections == 1)
    #expect(desk.refused == ["origin": 1, "handshake": 1, "too_many_clients": 1])
  }

  @Test func aDrainingHubTakesNoGuest() {
    let desk = Desk.make()
    desk.hub.startDraining()
    #expect(open(desk).status == .serviceUnavailable)
    desk.expectNobody()
  }

  @Test func aTokenIsCheckedThoughNoneIsNeeded() async throws {
    let desk = Desk.make(bearers: ["t": .make("a")])
    let wrong = await desk.answer(
      to: .make(.get, "/webrtc", Request.handshake + [("Authorization", "Bearer x")]))
    #expect(wrong.status == .unauthorized)
    #expect(wrong["WWW-Authenticate"] == "Bearer")
    desk.expectNobody()
    let right = await desk.answer(
      to: .make(.get, "/webrtc", Request.handshake + [("Authorization", "Bearer t")]))
    try #require(right.upgrade).adopt(
      HandedOffSocket(descriptor: -1, received: [], remote: .loopback))
    guard case .guest(let guest) = desk.adopted.first?.entrance else {
      Issue.record("no guest")
      return
    }
    #expect(guest.identity == .make("a"))
  }

  @Test func theFirstSubprotocolThatIsNoTokenIsChosen() {
    let response = open(Desk.make(), [("Sec-WebSocket-Protocol", "bearer.x, one, two")])
    #expect(response["Sec-WebSocket-Protocol"] == "one")
  }
}
