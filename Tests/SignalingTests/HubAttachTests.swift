import Testing

@testable import Signaling

@Suite struct HubAttachTests {
  @Test func anArrivalTellsWhoIsThereAndWhoIsToldInJoinOrder() throws {
    let stage = Stage.make()
    let seat = try stage.join(profile: Profile(name: "late"))
    stage.seconds = 1
    let second = try stage.arrive(profile: Profile(name: "Ada", metadata: Array("{}".utf8)))
    stage.seconds = 2.5
    let third = try stage.arrive()
    let late = try #require(stage.attach(try stage.claim(seat)))
    #expect(second.peers == [] && second.connections == [])
    #expect(third.peers == [second.peer] && third.connections == [second.membership.connection])
    #expect(late.peers == [second.peer, third.peer])
    #expect(
      late.connections == [second.membership.connection, third.membership.connection])
    #expect(
      late.peer == Peer(clientID: seat.clientID, profile: Profile(name: "late"), joinedAt: 0))
    #expect(
      second.peer
        == Peer(
          clientID: second.membership.clientID,
          profile: Profile(name: "Ada", metadata: Array("{}".utf8)), joinedAt: 1000))
    #expect(third.peer.joinedAt == 2500)
    #expect(third.peer.profile == Profile())
    #expect(late.token.secret == seat.token.secret)
    #expect(stage.clients()[0] == seat.clientID)
  }

  @Test func unboundClientsAreNotAnnouncedToWhoArrives() throws {
    let stage = Stage.make()
    _ = try stage.join()
    _ = try stage.enter()
    let arrival = try stage.arrive()
    #expect(arrival.peers.isEmpty && arrival.connections.isEmpty)
  }

  @Test func aTicketAttachesOnce() throws {
    let stage = Stage.make()
    let ticket = try stage.enter()
    let arrival = try #require(stage.attach(ticket))
    #expect(stage.attach(ticket) == nil)
    #expect(arrival.membership.route().routing == .several)
  }

  @Test func aTicketOfAClientThatLeftMeanwhileAttachesNothing() throws {
    let stage = Stage.make()
    let ticket = try stage.enter()
    _ = try stage.hub.leave(ticket.clientID, from: .make(), token: ticket.token)
    #expect(stage.attach(ticket) == nil)
    #expect(stage.hub.roomCount == 0)
  }

  @Test func aTicketOfAnEarlierAttemptAttachesNothing() throws {
    let stage = Stage.make()
    let seat = try stage.join()
    let first = try stage.claim(seat)
    stage.hub.abandon(first, at: stage.now)
    let second = try stage.claim(seat)
    #expect(stage.attach(first) == nil)
    #expect(stage.attach(second) != nil)
  }
}
