import Testing

@testable import Signaling

@Suite struct HubJoinTests {
  @Test func aJoinReservesASeatAndSaysSo() throws {
    let stage = Stage.make()
    let seat = try stage.join("room")
    #expect(seat.roomID == .make("room"))
    #expect(seat.clientID.rawValue.utf8.count == 6)
    #expect(seat.token.secret.utf8.count == 22)
    #expect(stage.clients() == [seat.clientID])
    #expect(stage.hub.roomCount == 1)
    #expect(stage.hub.admission.clients == 1)
  }

  @Test func withoutARoomEachJoinGetsANewOne() throws {
    let stage = Stage.make()
    let seats = try (0..<100).map { _ in try stage.join(nil) }
    #expect(Set(seats.map(\.roomID)).count == 100)
    #expect(seats.allSatisfy { $0.roomID.rawValue.utf8.count == 6 })
    #expect(stage.hub.roomCount == 100)
  }

  @Test func anIssuedRoomIDThatIsTakenIsDrawnAgain() throws {
    let hub = Hub.make()
    // A token takes three words, a room and a client ID one each.
    var first = ScriptedGenerator(1, 2, 3, 100, 200)
    let taken = try hub.join(
      nil, Newcomer(address: .make()), at: Stage.make().moment, using: &first
    ).seat
    var second = ScriptedGenerator(4, 5, 6, 100, 100, 101, 300)
    let seat = try hub.join(
      nil, Newcomer(address: .make()), at: Stage.make().moment, using: &second
    ).seat
    #expect(seat.roomID != taken.roomID)
    #expect(second.words.isEmpty)
    #expect(hub.roomCount == 2)
  }

  @Test func anIssuedClientIDThatIsTakenIsDrawnAgain() throws {
    let hub = Hub.make()
    var first = ScriptedGenerator(1, 2, 3, 200)
    let taken = try hub.join(
      .make(), Newcomer(address: .make()), at: Stage.make().moment, using: &first
    ).seat
    var second = ScriptedGenerator(4, 5, 6, 200, 200, 201)
    let seat = try hub.join(
      .make(), Newcomer(address: .make()), at: Stage.make().moment, using: &second
    ).seat
    #expect(seat.clientID != taken.clientID)
    #expect(second.words.isEmpty)
    #expect(hub.clients(in: .make()) == [taken.clientID, seat.clientID])
  }

  @Test func seatsAndPresentClientsAreCountedSeparately() throws {
    let stage = Stage.make(roomCapacity: 3)
    for _ in 0..<3 { _ = try stage.arrive() }
    #expect(refusal { () throws(Refusal) in try stage.enter() } == .roomFull(capacity: 3))
    #expect(refusal { () throws(Refusal) in try stage.join() } == .roomFull(capacity: 3))

    let other = Stage.make(roomCapacity: 3)
    for _ in 0..<3 { _ = try other.join() }
    for _ in 0..<3 { _ = try other.arrive() }
    #expect(other.clients().count == 6)
    #expect(refusal { () throws(Refusal) in try other.enter() } == .roomFull(capacity: 3))
  }

  @Test func aRefusedJoinLeavesNothingBehind() throws {
    let stage = Stage.make(roomCapacity: 1)
    _ = try stage.arrive()
    #expect(refusal { () throws(Refusal) in try stage.join(from: 2) } == .roomFull(capacity: 1))
    #expect(stage.hub.admission.clients == 1)
    #expect(stage.clients().count == 1)
    #expect(stage.hub.seats.popExpired(at: .distantFuture).isEmpty)
  }

  @Test func aJoinRefusedByAdmissionMakesNoRoom() throws {
    let stage = Stage.make(limits: .make(clients: 0))
    #expect(refusal { () throws(Refusal) in try stage.join() } == .tooManyClients(limit: 0))
    #expect(refusal { () throws(Refusal) in try stage.enter(nil) } == .tooManyClients(limit: 0))
    #expect(stage.hub.roomCount == 0)
  }

  @Test func eachLimitOfTheAddressRefusesAJoin() throws {
    let crowded = Stage.make(limits: .make(clientsPerAddress: 1))
    _ = try crowded.join()
    #expect(
      refusal { () throws(Refusal) in try crowded.enter() } == .tooManyClientsFromAddress(limit: 1))
    let hasty = Stage.make(limits: .make(joins: Rate(perSecond: 1, burst: 1)))
    _ = try hasty.join()
    #expect(
      refusal { () throws(Refusal) in try hasty.enter() } == .tooManyJoins(retryAfter: .seconds(1)))
  }
}

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

@Suite struct HubAbandonTests {
  @Test func anAbandonedSeatCanBeClaimedAgainWhileItLasts() throws {
    let stage = Stage.make()
    let seat = try stage.join()
    for second in 0..<119 {
      stage.seconds = Double(second)
      stage.hub.abandon(try stage.claim(seat), at: stage.now)
    }
    #expect(stage.hub.admission.clients == 1)
    stage.seconds = 120
    #expect(stage.expire() == 1)
    #expect(stage.hub.roomCount == 0)
  }

  @Test func anAbandonedSeatWhoseTimeIsUpIsGone() throws {
    let stage = Stage.make()
    let ticket = try stage.claim(try stage.join())
    stage.seconds = 120
    #expect(stage.expire() == 0)
    stage.hub.abandon(ticket, at: stage.now)
    #expect(stage.hub.roomCount == 0)
    #expect(stage.hub.admission.clients == 0)
  }

  /// The clock of the one who abandons was read before the sweep passed over the seat.
  @Test func aSeatThatTheSweepPassedOverWhileItWasClaimedDoesNotStayForEver() throws {
    let stage = Stage.make()
    let ticket = try stage.claim(try stage.join())
    stage.seconds = 120
    _ = stage.expire()
    stage.hub.abandon(ticket, at: .make(seconds: 119.999))
    stage.seconds = 1000
    _ = stage.expire()
    #expect(stage.clients() == [])
    #expect(stage.hub.admission.clients == 0)
  }

  @Test func aClientThatCameWithTheHandshakeGoesWithIt() throws {
    let stage = Stage.make()
    let ticket = try stage.enter()
    stage.hub.abandon(ticket, at: stage.now)
    #expect(stage.hub.roomCount == 0)
    #expect(stage.hub.admission.clients == 0)
    stage.hub.abandon(ticket, at: stage.now)
    #expect(stage.hub.admission.clients == 0)
  }

  @Test func aBoundClientIsNotAbandoned() throws {
    let stage = Stage.make()
    let ticket = try stage.enter()
    let arrival = try #require(stage.attach(ticket))
    stage.hub.abandon(ticket, at: stage.now)
    #expect(arrival.membership.route().routing == .several)
    #expect(stage.hub.admission.clients == 1)
  }

  @Test func anEarlierAttemptDoesNotAbandonTheLaterOne() throws {
    let stage = Stage.make()
    let seat = try stage.join()
    let first = try stage.claim(seat)
    stage.hub.abandon(first, at: stage.now)
    let second = try stage.claim(seat)
    stage.hub.abandon(first, at: stage.now)
    #expect(stage.attach(second) != nil)
  }

  @Test func anAbandonedSeatCountsAsASeatAgain() throws {
    let stage = Stage.make(roomCapacity: 1)
    let ticket = try stage.claim(try stage.join(from: 1))
    #expect(refusal { () throws(Refusal) in try stage.join(from: 2) } == .roomFull(capacity: 1))
    stage.hub.abandon(ticket, at: stage.now)
    #expect(
      refusal { () throws(Refusal) in try stage.join(from: 2) }
        == .seatsTaken(capacity: 1, retryAfter: .seconds(120)))
    _ = try stage.arrive(from: 2)
  }
}

@Suite struct HubLeaveTests {
  @Test func aSeatLeavesByItsNameAndNobodyIsTold() throws {
    let stage = Stage.make()
    _ = try stage.arrive()
    let seat = try stage.join()
    let departure = try stage.hub.leave(seat.clientID, from: seat.roomID, token: nil)
    #expect(departure.clientID == seat.clientID && departure.roomID == seat.roomID)
    #expect(departure.reason == .left)
    #expect(departure.connection == nil)
    #expect(departure.connections.isEmpty)
    #expect(stage.hub.admission.clients == 1)
  }

  @Test func aBoundClientLeavesWithItsTokenAndTheOthersAreToldInJoinOrder() throws {
    let stage = Stage.make()
    let arrivals = try (0..<3).map { _ in try stage.arrive() }
    _ = try stage.join()
    let departure = try stage.hub.leave(
      arrivals[1].membership.clientID, from: .make(), token: arrivals[1].token)
    #expect(departure.connection == arrivals[1].membership.connection)
    #expect(
      departure.connections == [
        arrivals[0].membership.connection, arrivals[2].membership.connection,
      ]
    )
  }

  @Test func aBoundClientAndAHandshakeNeedTheToken() throws {
    let stage = Stage.make()
    let bound = try stage.arrive()
    let entering = try stage.enter()
    for id in [bound.membership.clientID, entering.clientID] {
      #expect(
        refusal { () throws(Refusal) in try stage.hub.leave(id, from: .make(), token: nil) }
          == .tokenMissing)
      #expect(
        refusal { () throws(Refusal) in try stage.hub.leave(id, from: .make(), token: .make()) }
          == .wrongToken)
    }
    #expect(stage.clients().count == 2)
  }

  @Test func aTokenThatIsShownForASeatMustBeRight() throws {
    let stage = Stage.make()
    let seat = try stage.join()
    #expect(
      refusal { () throws(Refusal) in
        try stage.hub.leave(seat.clientID, from: .make(), token: .make(""))
      } == .wrongToken)
    _ = try stage.hub.leave(seat.clientID, from: .make(), token: seat.token)
  }

  @Test func whoIsNotThereIsNotFound() throws {
    let stage = Stage.make()
    let seat = try stage.join()
    _ = try stage.hub.leave(seat.clientID, from: .make(), token: nil)
    #expect(
      refusal { () throws(Refusal) in
        try stage.hub.leave(seat.clientID, from: .make(), token: nil)
      } == .clientNotFound)
    #expect(stage.hub.admission.clients == 0)
  }

  @Test func aHandshakeThatLeavesWasNeverAnnounced() throws {
    let stage = Stage.make()
    _ = try stage.arrive()
    let ticket = try stage.enter()
    let departure = try stage.hub.leave(ticket.clientID, from: .make(), token: ticket.token)
    #expect(departure.connections.isEmpty && departure.connection == nil)
  }

  @Test func leavingWorksWhileTheHubDrains() throws {
    let stage = Stage.make()
    let seat = try stage.join()
    stage.hub.startDraining()
    _ = try stage.hub.leave(seat.clientID, from: .make(), token: nil)
  }
}

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

@Suite struct HubExpiryTests {
  @Test func seatsLastTheirTimeToTheNanosecond() throws {
    let stage = Stage.make(seatSeconds: 120)
    _ = try stage.join()
    #expect(stage.hub.expireSeats(at: MonotonicTime(nanoseconds: 119_999_999_999)) == 0)
    #expect(stage.clients().count == 1)
    #expect(stage.hub.expireSeats(at: MonotonicTime(nanoseconds: 120_000_000_000)) == 1)
    #expect(stage.clients().isEmpty)
    #expect(stage.hub.roomCount == 0)
    #expect(stage.hub.admission.clients == 0)
  }

  @Test func boundClientsAndHandshakesDoNotExpire() throws {
    let stage = Stage.make()
    let bound = try #require(stage.attach(try stage.claim(try stage.join())))
    let ticket = try stage.claim(try stage.join())
    stage.seconds = 10_000
    #expect(stage.expire() == 0)
    #expect(bound.membership.route().routing == .several)
    #expect(stage.attach(ticket) != nil)
  }

  @Test func whoLeftBeforeItsTimeIsNotCountedAsExpired() throws {
    let stage = Stage.make()
    let seat = try stage.join()
    _ = try stage.hub.leave(seat.clientID, from: .make(), token: nil)
    _ = try stage.join()
    stage.seconds = 500
    #expect(stage.expire() == 1)
    #expect(stage.hub.admission.clients == 0)
  }

  @Test func aNameIssuedAgainDoesNotExpireWithItsPredecessor() throws {
    let hub = Hub.make()
    func join(at seconds: Double) throws -> Seat {
      var generator = ScriptedGenerator(1, 2, 3, 200)
      let time = MonotonicTime.make(seconds: seconds)
      return try hub.join(
        .make(), Newcomer(address: .make()),
        at: Moment(monotonic: time, unixMilliseconds: 0), using: &generator
      ).seat
    }
    let first = try join(at: 0)
    _ = try hub.leave(first.clientID, from: .make(), token: nil)
    let second = try join(at: 60)
    #expect(second.clientID == first.clientID)
    #expect(hub.expireSeats(at: .make(seconds: 120)) == 0)
    #expect(hub.clients(in: .make()) == [second.clientID])
    #expect(hub.expireSeats(at: .make(seconds: 180)) == 1)
  }
}

@Suite struct HubStatsTests {
  @Test func aRoomNobodyIsInIsEmpty() {
    #expect(Hub.make().clients(in: .make()) == [])
    #expect(Hub.make().rooms().isEmpty)
    #expect(Hub.make().roomCount == 0)
  }

  @Test func roomsAreSortedAndListEverybodyInJoinOrder() throws {
    let stage = Stage.make()
    var expected: [String: [ClientID]] = [:]
    for index in 0..<200 {
      let name = "room \(index * 7 % 50)"
      let id =
        index % 3 == 0
        ? try stage.join(name).clientID
        : index % 3 == 1
          ? try stage.enter(name).clientID : try stage.arrive(name).membership.clientID
      expected[name, default: []].append(id)
    }
    let rooms = stage.hub.rooms()
    #expect(rooms.map(\.id.rawValue) == expected.keys.sorted())
    for room in rooms { #expect(room.clients == expected[room.id.rawValue]) }
    #expect(stage.hub.roomCount == 50)
  }

  @Test func roomsAreSortedByTheirBytesWhichNoNameMakesSlow() throws {
    let stage = Stage.make()
    for name in ["e", "\u{E9}", "e\u{302}", "f"] { _ = try stage.join(name) }
    // As text, which compares canonical forms, both accented letters come before the f.
    #expect(stage.hub.rooms().map(\.id.rawValue) == ["e", "e\u{302}", "f", "\u{E9}"])
  }

  @Test func joinOrderSurvivesLeavingAndClaiming() throws {
    let stage = Stage.make()
    let seats = try (0..<6).map { _ in try stage.join() }
    _ = stage.attach(try stage.claim(seats[4]))
    _ = try stage.hub.leave(seats[1].clientID, from: .make(), token: nil)
    stage.hub.abandon(try stage.claim(seats[2]), at: stage.now)
    _ = try stage.hub.leave(seats[0].clientID, from: .make(), token: nil)
    #expect(stage.clients() == [2, 3, 4, 5].map { seats[$0].clientID })
  }

  @Test func aRoomIsDeletedWithItsLastClientWhicheverWayItGoes() throws {
    let stage = Stage.make()
    let seat = try stage.join("a")
    _ = try stage.hub.leave(seat.clientID, from: .make("a"), token: nil)
    _ = stage.hub.detach(try stage.arrive("b").membership, reason: .closed)
    stage.hub.abandon(try stage.enter("c"), at: stage.now)
    _ = try stage.join("d")
    stage.seconds = 120
    _ = stage.expire()
    #expect(stage.hub.roomCount == 0)
    #expect(stage.hub.rooms().isEmpty)
  }
}

@Suite struct HubDrainingTests {
  @Test func aDrainingHubTakesNobodyAndKeepsWhoIsThere() throws {
    let stage = Stage.make()
    let seat = try stage.join()
    let ticket = try stage.enter()
    let arrival = try stage.arrive()
    #expect(!stage.hub.isDraining)
    stage.hub.startDraining()
    #expect(stage.hub.isDraining)
    #expect(refusal { () throws(Refusal) in try stage.join() } == .draining)
    #expect(refusal { () throws(Refusal) in try stage.enter() } == .draining)
    #expect(refusal { () throws(Refusal) in try stage.claim(seat) } == .draining)
    #expect(stage.hub.admission.clients == 3)
    #expect(arrival.membership.route().routing == .several)
    #expect(stage.attach(ticket) != nil)
    #expect(stage.hub.detach(arrival.membership, reason: .restarting) != nil)
  }
}
