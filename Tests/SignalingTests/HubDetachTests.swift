import Testing

@testable import Signaling

@Suite struct HubDetachTests {
  @Test(arguments: LeaveReason.allCases)
  func aDetachTellsTheOthersWhy(reason: LeaveReason) throws {
    let stage = Stage.make()
    let staying = try stage.arrive()
    let leaving = try stage.arrive()
    let departure = try #require(stage.hub.detach(leaving.membership, reason: reason))
    #expect(departure.reason == reason)
    #expect(departure.clientID == leaving.membership.clientID)
    #expect(departure.connection == leaving.membership.connection)
    #expect(departure.connections == [staying.membership.connection])
    #expect(stage.hub.admission.clients == 1)
  }

  @Test func aSecondDetachDoesNothing() throws {
    let stage = Stage.make()
    let membership = try stage.arrive().membership
    #expect(stage.hub.detach(membership, reason: .closed) != nil)
    #expect(stage.hub.detach(membership, reason: .lost) == nil)
    #expect(stage.hub.admission.clients == 0)
  }

  @Test func aLateDetachRemovesNobodyElse() throws {
    let stage = Stage.make()
    let arrival = try stage.arrive()
    let stale = Membership(
      room: arrival.membership.room, clientID: arrival.membership.clientID,
      connection: .make(77), dialect: .native, profile: nil)
    #expect(stage.hub.detach(stale, reason: .closed) == nil)
    #expect(arrival.membership.route().routing == .several)
    #expect(stage.clients() == [arrival.membership.clientID])
  }

  @Test func aLateDetachAfterARestLeaveLeavesTheSuccessorOfTheRoomAlone() throws {
    let stage = Stage.make()
    let old = try stage.arrive()
    _ = try stage.hub.leave(old.membership.clientID, from: .make(), token: old.token)
    let new = try stage.arrive()
    #expect(stage.hub.detach(old.membership, reason: .closed) == nil)
    #expect(stage.clients() == [new.membership.clientID])
    #expect(stage.hub.admission.clients == 1)
  }
}
