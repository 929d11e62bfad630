import Testing

@testable import Signaling

@Suite struct HubClaimTests {
  @Test func theTokenOfTheJoinClaimsTheSeat() throws {
    let stage = Stage.make()
    let seat = try stage.join()
    let ticket = try stage.claim(seat)
    #expect(ticket.clientID == seat.clientID)
    #expect(ticket.room.id == seat.roomID)
    #expect(ticket.token.secret == seat.token.secret)
  }

  @Test func aMissingOrWrongTokenIsRefused() throws {
    let stage = Stage.make()
    let seat = try stage.join()
    let other = try stage.join()
    for (token, expected) in [
      (nil, Refusal.tokenMissing), (Token.make(""), .wrongToken), (.make("x"), .wrongToken),
      (other.token, .wrongToken),
    ] {
      #expect(
        refusal { () throws(Refusal) in
          try stage.hub.claim(
            seat.clientID, in: seat.roomID, token: token, from: .make(), at: stage.now)
        } == expected)
    }
    _ = try stage.claim(seat)
  }

  @Test func anUnknownClientOrRoomIsNotFound() throws {
    let stage = Stage.make()
    let seat = try stage.join()
    for (client, room) in [
      (ClientID(lookup: "nobody"), RoomID.make()), (seat.clientID, .make("elsewhere")),
    ] {
      #expect(
        refusal { () throws(Refusal) in
          try stage.hub.claim(client, in: room, token: seat.token, from: .make(), at: stage.now)
        } == .clientNotFound)
    }
    #expect(stage.hub.roomCount == 1)
  }

  @Test func aClaimedAndAnEnteringClientCannotBeClaimed() throws {
    let stage = Stage.make()
    let seat = try stage.join()
    _ = try stage.claim(seat)
    #expect(refusal { () throws(Refusal) in try stage.claim(seat) } == .alreadyBound)
    let entering = try stage.enter()
    #expect(
      refusal { () throws(Refusal) in
        try stage.hub.claim(
          entering.clientID, in: .make(), token: entering.token, from: .make(), at: stage.now)
      } == .alreadyBound)
  }

  @Test func theTokenOfABoundClientTakesItsNameFromTheOldConnection() throws {
    let stage = Stage.make()
    let seat = try stage.join(profile: Profile(name: "Ada"))
    let old = try #require(stage.attach(try stage.claim(seat)))
    let peer = try stage.arrive()
    let again = try stage.hub.claim(
      seat.clientID, in: seat.roomID, token: seat.token, from: .make(), at: stage.now)
    let departure = try #require(again.replaced)
    #expect(departure.reason == .replaced)
    #expect(departure.connection == old.membership.connection)
    #expect(departure.connections == [peer.membership.connection])
    #expect(departure.peer == old.peer)
    // The old connection speaks for nobody, and its late end takes nobody out.
    #expect(old.membership.route().routing == .senderGone)
    #expect(stage.hub.detach(old.membership, reason: .closed) == nil)
    let new = try #require(stage.attach(again.ticket))
    #expect(new.peer == old.peer && new.peers == [peer.peer])
    #expect(stage.hub.admission.clients == 2)
  }

  @Test func wrongTokensAndUnknownNamesCountAgainstTheAddressAndNothingElseDoes() throws {
    let stage = Stage.make(limits: .make(failedBinds: Rate(perSecond: 1, burst: 2)))
    let seat = try stage.join()
    func claim(_ client: ClientID, _ token: Token?, from address: Int = 1) -> Refusal? {
      refusal { () throws(Refusal) in
        try stage.hub.claim(
          client, in: seat.roomID, token: token, from: .make(address), at: stage.now)
      }
    }
    for _ in 0..<5 { #expect(claim(seat.clientID, nil) == .tokenMissing) }
    #expect(claim(seat.clientID, .make()) == .wrongToken)
    #expect(claim(ClientID(lookup: "nobody"), .make()) == .clientNotFound)
    // Even the right token has to wait now, so that a guess that hits is not told apart.
    #expect(claim(seat.clientID, seat.token) == .tooManyFailedBinds(retryAfter: .seconds(1)))
    #expect(claim(seat.clientID, .make(), from: 2) == .wrongToken)
    stage.seconds = 1
    #expect(claim(seat.clientID, seat.token) == nil)
    for _ in 0..<5 { #expect(claim(seat.clientID, seat.token) == .alreadyBound) }
  }

  @Test func aSeatFindsTheRoomFullOfPresentClients() throws {
    let stage = Stage.make(roomCapacity: 2)
    let seat = try stage.join()
    let first = try stage.arrive()
    _ = try stage.arrive()
    #expect(refusal { () throws(Refusal) in try stage.claim(seat) } == .roomFull(capacity: 2))
    _ = stage.hub.detach(first.membership, reason: .closed)
    _ = try stage.claim(seat)
  }

  @Test func aClaimFreesTheSeatForAnother() throws {
    let stage = Stage.make(roomCapacity: 2)
    let seats = [try stage.join(), try stage.join()]
    #expect(
      refusal { () throws(Refusal) in try stage.join() }
        == .seatsTaken(capacity: 2, retryAfter: .seconds(120)))
    _ = try stage.claim(seats[0])
    _ = try stage.join()
  }
}
