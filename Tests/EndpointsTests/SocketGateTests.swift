import HTTPCore
import Signaling
import Testing

@testable import Endpoints

@Suite struct SocketGateTests {
  private static let target = "/?roomId=room&userId=ada&userName=Ada"

  @Test func aNameThatIsHeldWaitsForTheHoldersSignOfLife() async throws {
    let desk = Desk.make()
    let holder = try desk.bind("room", "ada", connection: 7)
    desk.change { $0.alive = [ConnectionID(rawValue: 7)] }
    let response = desk.get(Self.target, Request.handshake)
    #expect(response.isLater)
    #expect(desk.hub.admission.connections == 0, "who waits holds no descriptor")
    let answer = await response.settled
    #expect(answer.status == .conflict)
    #expect(
      answer.text == #"{"error":"the name is taken: somebody is in the room under it"}"#)
    #expect(desk.hub.admission.connections == 0)
    #expect(desk.hub.admission.clients == 1)
    #expect(desk.refused == ["name_taken": 1])
    #expect(holder.membership.room.roster(at: 0).peers.count == 1)
  }

  @Test func theNameOfASilentHolderIsFree() async throws {
    let desk = Desk.make()
    let holder = try desk.bind("room", "ada", connection: 7)
    let response = desk.get(Self.target, Request.handshake)
    #expect(response.isLater)
    // As the relay does before it answers.
    _ = desk.hub.detach(holder.membership, reason: .replaced, at: desk.now)
    #expect(await response.settled.status == .switchingProtocols)
    #expect(desk.hub.admission.connections == 1)
    #expect(desk.hub.admission.clients == 1)
  }

  @Test func aHolderIsAskedOnce() async throws {
    let desk = Desk.make()
    try desk.bind("room", "ada", connection: 7)
    // Somebody has the name again, or still, when the answer comes.
    let answer = await desk.answer(to: .make(.get, Self.target, Request.handshake))
    #expect(answer.status == .conflict)
    #expect(desk.hub.admission.connections == 0)
    #expect(desk.hub.admission.clients == 1)
  }

  @Test func aWaitThatEndsWithTheHubIsRefused() async throws {
    let desk = Desk.make()
    try desk.bind("room", "ada", connection: 7)
    let response = desk.get(Self.target, Request.handshake)
    desk.hub.startDraining()
    #expect(await response.settled.status == .serviceUnavailable)
    #expect(desk.hub.admission.connections == 0)
  }

  @Test func aNameThatIsAboutToBeBoundIsTakenAtOnce() {
    let desk = Desk.make()
    _ = desk.get(Self.target, Request.handshake)
    let response = desk.get(Self.target, Request.handshake)
    #expect(response.status == .conflict)
    #expect(desk.hub.admission.connections == 1)
    #expect(desk.refused == ["name_taken": 1])
  }
}
