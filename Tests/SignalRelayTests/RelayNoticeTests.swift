import Signaling
import Testing

@testable import SignalRelay

@Suite struct RelayNoticeTests {
  @Test func whoHasLeftIsOnNoListEvenWithASuccessorInItsName() throws {
    let hub = Hub()
    var generator = SplitMix64(state: 1)
    let ticket = try hub.enter(
      RoomID("room"),
      Newcomer(
        dialect: .nodeWS, clientID: ClientID("ada"), address: AddressKey(high: 0, low: 1)),
      at: Clock.now, using: &generator
    ).ticket
    let successor = try #require(
      hub.attach(ticket, to: ConnectionID(rawValue: 1), at: Clock.monotonic))
    let room = successor.membership.room

    let left = RoomChange(room: room, event: .left(successor.peer, .replaced), recipients: [])
    #expect(left.roster(at: 7).peers.isEmpty)
    #expect(left.roster(at: 7).at == 7)
    let joined = RoomChange(room: room, event: .joined(successor.peer), recipients: [])
    #expect(joined.roster(at: 7).peers.map(\.clientID) == [successor.peer.clientID])
  }
}
