import Testing

@testable import Signaling

@Suite struct SnapshotTests {
  @Test func aRoomIsShownWithAllItsMembersInJoinOrder() throws {
    let stage = Stage.make()
    stage.seconds = 1
    let seat = try stage.join(as: .make("seat", dialect: .nodeWS))
    stage.seconds = 2
    let bound = try stage.arrive(as: .make("bound", dialect: .socketIO, identity: .make("a")))
    stage.seconds = 3
    _ = try stage.enter(as: .make("binding", dialect: .native))
    let snapshot = try #require(stage.hub.snapshot(.make()))
    #expect(snapshot.id == .make())
    #expect(snapshot.createdAt == 1000)
    #expect(
      snapshot.members.map(\.peer.clientID) == [.make("seat"), .make("bound"), .make("binding")])
    #expect(snapshot.members.map(\.isConnected) == [false, true, false])
    #expect(snapshot.members.map(\.peer.joinedAt) == [1000, 2000, 3000])
    #expect(snapshot.members.map(\.peer.dialect) == [.nodeWS, .socketIO, .native])
    #expect(snapshot.members[1].peer == bound.peer)
    #expect(seat.replaced == nil)
  }

  @Test func aRoomKeepsItsAgeForAsLongAsSomebodyIsThere() throws {
    let stage = Stage.make()
    stage.seconds = 1
    let first = try stage.arrive()
    stage.seconds = 5
    let second = try stage.arrive()
    _ = stage.hub.detach(first.membership, reason: .closed)
    #expect(stage.hub.snapshot(.make())?.createdAt == 1000)
    _ = stage.hub.detach(second.membership, reason: .closed)
    #expect(stage.hub.snapshot(.make()) == nil)
    _ = try stage.arrive()
    #expect(stage.hub.snapshot(.make())?.createdAt == 5000)
  }

  @Test func aReplacementOfTheLastMemberKeepsTheRoom() throws {
    let stage = Stage.make()
    stage.seconds = 1
    let holder = try stage.arrive(as: .make())
    stage.seconds = 2
    _ = try stage.enter(as: .make(token: holder.token))
    let snapshot = try #require(stage.hub.snapshot(.make()))
    #expect(snapshot.createdAt == 1000)
    #expect(snapshot.members.map(\.peer.joinedAt) == [2000])
    #expect(stage.hub.roomCount == 1)
  }

  @Test func allRoomsAreShownInTheOrderOfTheirBytes() throws {
    let stage = Stage.make()
    #expect(stage.hub.snapshots().isEmpty)
    for name in ["b", "é", "a", "chat", "B"] { _ = try stage.arrive(name) }
    #expect(stage.hub.snapshots().map(\.id.rawValue) == ["B", "a", "b", "chat", "é"])
    #expect(stage.hub.snapshots().allSatisfy { $0.members.count == 1 })
    #expect(stage.hub.snapshot(.make("c")) == nil)
  }

  @Test func aRosterListsTheBoundMembersInJoinOrder() throws {
    let stage = Stage.make()
    let first = try stage.arrive()
    _ = try stage.join()
    let ticket = try stage.enter()
    let third = try stage.arrive()
    let room = first.membership.room
    #expect(room.roster(at: 0).roomID == .make())
    #expect(room.roster(at: 0).peers == [first.peer, third.peer])
    let second = try #require(stage.attach(ticket))
    #expect(room.roster(at: 0).peers == [first.peer, second.peer, third.peer])
    #expect(
      second.roster.peers == [first.peer, third.peer, second.peer], "the newcomer comes last")
    #expect(second.roster.roomID == .make())
    _ = stage.hub.detach(first.membership, reason: .left)
    #expect(room.roster(at: 0).peers == [second.peer, third.peer])
  }
}
