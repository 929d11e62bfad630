import Testing

@testable import Signaling

@Suite struct HubNameTests {
  /// What a newcomer is refused with.
  private func refusal(_ stage: Stage, _ newcomer: Newcomer) -> Refusal? {
    SignalingTests.refusal { () throws(Refusal) in try stage.enter(as: newcomer) }
  }

  @Test func aNameThatIsFreeIsTheNewcomers() throws {
    let stage = Stage.make()
    let arrival = try stage.arrive(as: .make("ada"))
    #expect(arrival.peer.clientID == .make("ada"))
    #expect(stage.clients() == [.make("ada")])
    #expect(try stage.enter(as: .make("ada"), in: .make("other")).replaced == nil)
    #expect(try stage.join(as: .make("bob")).seat.clientID == .make("bob"))
  }

  @Test func aTokenForANameThatIsFreeIsNotLookedAt() throws {
    let stage = Stage.make(limits: .make(failedBinds: Rate(perSecond: 0.001, burst: 1)))
    for name in ["ada", "bob", "eve"] {
      #expect(try stage.enter(as: .make(name, token: .make("old"))).replaced == nil)
    }
  }

  @Test func aNameThatAConnectionHoldsIsRefusedWithThatConnection() throws {
    let stage = Stage.make()
    let holder = try stage.arrive(as: .make())
    #expect(refusal(stage, .make()) == .nameHeld(by: holder.membership.connection))
    #expect(
      SignalingTests.refusal { () throws(Refusal) in try stage.join(as: .make()) }
        == .nameHeld(by: holder.membership.connection))
  }

  @Test func aNameThatASeatOrAHandshakeHoldsIsTaken() throws {
    let stage = Stage.make()
    let seat = try stage.join(as: .make()).seat
    #expect(refusal(stage, .make()) == .nameTaken)
    let ticket = try stage.claim(seat)
    #expect(refusal(stage, .make()) == .nameTaken)
    #expect(refusal(stage, .make(token: .make())) == .nameTaken)
    #expect(stage.attach(ticket) != nil)
  }

  @Test func aNameIsAsFreeAsItsHolderLeavesIt() throws {
    let stage = Stage.make()
    let holder = try stage.arrive(as: .make())
    _ = stage.hub.detach(holder.membership, reason: .closed)
    #expect(try stage.arrive(as: .make()).peer.clientID == .make())
  }

  // MARK: - Coming back

  @Test func theHoldersTokenTakesTheHoldersPlace() throws {
    let stage = Stage.make()
    let observer = try stage.arrive()
    let holder = try stage.arrive(as: .make())
    let back = try stage.enter(as: .make(token: holder.token))
    let replaced = try #require(back.replaced)
    #expect(replaced.clientID == .make())
    #expect(replaced.reason == .replaced)
    #expect(replaced.connection == holder.membership.connection)
    #expect(replaced.connections == [observer.membership.connection])
    #expect(stage.hub.admission.clients == 2)
    #expect(back.ticket.token.secret != holder.token.secret)
    #expect(stage.hub.detach(holder.membership, reason: .closed) == nil)
    #expect(holder.membership.route().routing == .senderGone)
    let arrival = try #require(stage.attach(back.ticket))
    #expect(arrival.connections == [observer.membership.connection])
    #expect(stage.clients() == [observer.peer.clientID, .make()])
  }

  @Test func whoTakesTheNameOfAnUnboundClientReplacesNobodyWhoWasAnnounced() throws {
    let stage = Stage.make()
    _ = try stage.arrive()
    let seat = try stage.join(as: .make()).seat
    let replaced = try #require(try stage.enter(as: .make(token: seat.token)).replaced)
    #expect(replaced.connection == nil)
    #expect(replaced.connections == [])
    #expect(stage.hub.admission.clients == 2)
    // The seat is gone with its queue entry.
    stage.seconds = 120
    #expect(stage.expire() == 0)
    #expect(stage.clients().count == 2)
  }

  @Test func aReplacedHandshakeAttachesNothing() throws {
    let stage = Stage.make()
    let first = try stage.enter(as: .make()).ticket
    let second = try stage.enter(as: .make(token: first.token)).ticket
    #expect(stage.attach(first) == nil)
    stage.hub.abandon(first, at: stage.now)
    #expect(stage.attach(second) != nil)
    #expect(stage.hub.admission.clients == 1)
  }

  @Test func theSameAccountTakesItsNameBackWithoutAToken() throws {
    let stage = Stage.make()
    let holder = try stage.arrive(as: .make(identity: .make("a")))
    #expect(refusal(stage, .make(identity: .make("b"))) == .nameHeld(by: holder.connection))
    #expect(refusal(stage, .make()) == .nameHeld(by: holder.connection))
    let back = try stage.enter(as: .make(identity: .make("a")))
    #expect(back.replaced?.connection == holder.connection)
  }

  @Test func nobodysAccountIsNoAccountsName() throws {
    let stage = Stage.make()
    let holder = try stage.arrive(as: .make())
    #expect(refusal(stage, .make(identity: .make("a"))) == .nameHeld(by: holder.connection))
  }

  @Test func aWrongTokenCountsAgainstTheAddress() throws {
    let stage = Stage.make(limits: .make(failedBinds: Rate(perSecond: 1, burst: 2)))
    let holder = try stage.arrive(as: .make())
    for _ in 1...2 {
      #expect(refusal(stage, .make(token: .make())) == .nameHeld(by: holder.connection))
    }
    #expect(
      refusal(stage, .make(token: holder.token)) == .tooManyFailedBinds(retryAfter: .seconds(1)))
    #expect(refusal(stage, .make()) == .nameHeld(by: holder.connection), "no token, no guess")
    #expect(try stage.enter(as: .make(token: holder.token, from: 2)).replaced != nil)
  }

  // MARK: - Places

  @Test func aReplacementNeedsNoPlaceInAFullRoom() throws {
    let stage = Stage.make(roomCapacity: 2)
    let holder = try stage.arrive(as: .make())
    _ = try stage.arrive()
    #expect(refusal(stage, .make("bob")) == .roomFull(capacity: 2))
    let back = try stage.enter(as: .make(token: holder.token))
    #expect(back.replaced != nil)
    #expect(stage.clients().count == 2)
    #expect(refusal(stage, .make("bob")) == .roomFull(capacity: 2))
  }

  @Test func aSeatTakesTheSeatOfItsNameThoughAllAreReserved() throws {
    let stage = Stage.make(roomCapacity: 2)
    let holder = try stage.join(as: .make(from: 1)).seat
    let other = try stage.join(from: 2)
    let back = try stage.join(as: .make(token: holder.token, from: 1))
    #expect(back.replaced?.clientID == .make())
    #expect(stage.clients() == [other.clientID, .make()], "and displaces nobody")
    #expect(stage.hub.admission.clients == 2)
  }

  @Test func aSeatThatIsTakenIntoTheRoomFreesASeat() throws {
    let stage = Stage.make(roomCapacity: 2)
    let seat = try stage.join(as: .make()).seat
    _ = try stage.join()
    #expect(
      SignalingTests.refusal { () throws(Refusal) in try stage.join() }
        == .seatsTaken(capacity: 2, retryAfter: .seconds(120)))
    _ = try stage.enter(as: .make(token: seat.token))
    _ = try stage.join()
    #expect(stage.clients().count == 3)
  }

  @Test func aSeatInTheRoomOfFullPlacesKeepsItsHolder() throws {
    let stage = Stage.make(roomCapacity: 1)
    let seat = try stage.join(as: .make()).seat
    let there = try stage.arrive()
    // The name's holder is a seat, which frees no place.
    #expect(refusal(stage, .make(token: seat.token)) == .roomFull(capacity: 1))
    #expect(stage.clients() == [.make(), there.peer.clientID])
    #expect(stage.hub.admission.clients == 2)
    _ = stage.hub.detach(there.membership, reason: .closed)
    #expect(try stage.claim(seat).clientID == .make())
  }

  @Test func aRefusalLeavesTheHolderAsItWas() throws {
    let stage = Stage.make(limits: .make(clients: 2, clientsPerAddress: 1))
    let holder = try stage.arrive(as: .make(from: 1))
    let other = try stage.arrive(from: 2)
    for newcomer in [
      Newcomer.make(from: 3), .make(token: .make(), from: 3), .make(token: holder.token, from: 3),
    ] {
      #expect(refusal(stage, newcomer) == .tooManyClients(limit: 2))
    }
    #expect(stage.hub.admission.clients == 2)
    #expect(other.membership.route(to: .make()).routing == .one(holder.receiver))
  }

  @Test func theProtocolOfTheNewcomerCounts() throws {
    let stage = Stage.make()
    let observer = try stage.arrive()
    let holder = try stage.arrive(as: .make(dialect: .serverpod))
    let back = try stage.enter(as: .make(dialect: .nodeWS, token: holder.token))
    let arrival = try #require(stage.attach(back.ticket))
    #expect(back.replaced?.peer.dialect == .serverpod)
    #expect(arrival.peer.dialect == .nodeWS)
    #expect(
      observer.membership.route(to: .make()).routing
        == .one(Receiver(arrival.connection, .nodeWS)))
  }
}

extension Arrival {
  fileprivate var connection: ConnectionID { membership.connection }
  fileprivate var receiver: Receiver { Receiver(membership.connection, membership.dialect) }
}
