import Testing

@testable import Signaling

@Suite struct RoomTests {
  /// Three clients that have come in one after the other, on the connections 1, 2 and 3.
  private static func three() throws -> (stage: Stage, arrivals: [Arrival]) {
    let stage = Stage.make()
    let arrivals = try (0..<3).map { _ in try stage.arrive() }
    return (stage, arrivals)
  }

  @Test func aBroadcastGoesToEverybodyElseInJoinOrder() throws {
    let (_, arrivals) = try Self.three()
    let expected: [[ConnectionID]] = [
      [.make(2), .make(3)], [.make(1), .make(3)], [.make(1), .make(2)],
    ]
    for (arrival, recipients) in zip(arrivals, expected) {
      let sent = arrival.membership.route()
      #expect(sent.routing == .several)
      #expect(sent.recipients == recipients)
    }
  }

  @Test func joinOrderCountsNotTheOrderOfBinding() throws {
    let stage = Stage.make()
    let first = try stage.join()
    let second = try stage.join()
    let sender = try stage.arrive()
    let late = try #require(stage.attach(try stage.claim(second)))
    let later = try #require(stage.attach(try stage.claim(first)))
    #expect(
      sender.membership.route().recipients == [
        later.membership.connection, late.membership.connection,
      ])
  }

  @Test func aMessageToOneGoesToThatOne() throws {
    let (_, arrivals) = try Self.three()
    let sent = arrivals[0].membership.route(to: arrivals[2].membership.clientID)
    #expect(sent.routing == .one(.make(3)))
    #expect(sent.recipients.isEmpty)
  }

  @Test func recipientsAreAppended() throws {
    let (_, arrivals) = try Self.three()
    var recipients = [Receiver(.make(99), .native)]
    _ = arrivals[0].membership.route(to: .everybody, into: &recipients)
    #expect(recipients.map(\.connection) == [.make(99), .make(2), .make(3)])
  }

  @Test func nobodyReachesHimself() throws {
    let (_, arrivals) = try Self.three()
    let own = arrivals[1].membership.clientID
    #expect(arrivals[1].membership.route(to: own).routing == .targetNotFound)
    #expect(arrivals[1].membership.route(to: own).recipients.isEmpty)
  }

  @Test func aloneInARoomABroadcastReachesNobodyAndIsFine() throws {
    let stage = Stage.make()
    let sent = try stage.arrive().membership.route()
    #expect(sent.routing == .several)
    #expect(sent.recipients.isEmpty)
  }

  @Test(arguments: ["", "nobody", String(repeating: "x", count: 60_000), "\u{0}"])
  func unknownTargetsAreNotFound(name: String) throws {
    let (_, arrivals) = try Self.three()
    let sent = arrivals[0].membership.route(to: ClientID(lookup: name))
    #expect(sent.routing == .targetNotFound)
    #expect(sent.recipients.isEmpty)
  }

  @Test func aTargetInAnotherRoomIsNotFound() throws {
    let stage = Stage.make()
    let here = try stage.arrive("here")
    let there = try stage.arrive("there")
    #expect(here.membership.route(to: there.membership.clientID).routing == .targetNotFound)
    #expect(here.membership.route().recipients.isEmpty)
  }

  @Test func seatsAndHandshakesUnderWayReceiveNothing() throws {
    let stage = Stage.make()
    let sender = try stage.arrive()
    let seat = try stage.join()
    let ticket = try stage.enter()
    #expect(sender.membership.route().recipients.isEmpty)
    #expect(sender.membership.route(to: seat.clientID).routing == .targetNotFound)
    #expect(sender.membership.route(to: ticket.clientID).routing == .targetNotFound)
  }

  @Test func whoHasLeftNeitherSendsNorReceives() throws {
    let (stage, arrivals) = try Self.three()
    _ = stage.hub.detach(arrivals[1].membership, reason: .closed)
    let sent = arrivals[1].membership.route(to: arrivals[0].membership.clientID)
    #expect(sent.routing == .senderGone)
    #expect(sent.recipients.isEmpty)
    #expect(arrivals[1].membership.route().routing == .senderGone)
    #expect(arrivals[0].membership.route().recipients == [.make(3)])
    let target = arrivals[1].membership.clientID
    #expect(arrivals[0].membership.route(to: target).routing == .targetNotFound)
  }

  @Test func aConnectionWhoseNameAnotherHoldsSendsNothing() throws {
    let (_, arrivals) = try Self.three()
    let stale = Membership(
      room: arrivals[0].membership.room, clientID: arrivals[0].membership.clientID,
      connection: .make(77), dialect: .native, profile: nil)
    #expect(stale.route().routing == .senderGone)
    #expect(stale.route(to: arrivals[1].membership.clientID).routing == .senderGone)
  }

  @Test func aMemberOfADeletedRoomDoesNotSendIntoItsSuccessor() throws {
    let stage = Stage.make()
    let old = try stage.arrive()
    _ = stage.hub.detach(old.membership, reason: .closed)
    let new = try stage.arrive()
    #expect(old.membership.room !== new.membership.room)
    #expect(old.membership.route(to: new.membership.clientID).routing == .senderGone)
    #expect(new.membership.route().recipients.isEmpty)
  }
}
