import Testing

@testable import Signaling

@Suite struct SeatDisplacementTests {
  @Test func anAddressThatFloodsIsRefusedItself() throws {
    let stage = Stage.make(roomCapacity: 4)
    for _ in 0..<4 { _ = try stage.join(from: 1) }
    stage.seconds = 20
    #expect(
      refusal { () throws(Refusal) in try stage.join(from: 1) }
        == .seatsTaken(capacity: 4, retryAfter: .seconds(100)))
    #expect(stage.clients().count == 4)
    #expect(stage.hub.admission.clients == 4)
  }

  @Test func anAddressThatFloodsCannotKeepOthersOut() throws {
    let stage = Stage.make(roomCapacity: 4)
    let flood = try (0..<4).map { _ in try stage.join(from: 1) }
    let other = try stage.join(from: 2)
    #expect(stage.clients() == flood[1...].map(\.clientID) + [other.clientID])
    #expect(stage.hub.admission.clients == 4)
    // Its oldest seat is the one it lost, and what is left can still be bound.
    #expect(refusal { () throws(Refusal) in try stage.claim(flood[0]) } == .clientNotFound)
    _ = try stage.claim(flood[1])
  }

  @Test func seatsAreTakenOnlyFromWhoHasMoreThanOneMore() throws {
    let stage = Stage.make(roomCapacity: 4)
    for _ in 0..<4 { _ = try stage.join(from: 1) }
    _ = try stage.join(from: 2)  // 3 and 1
    _ = try stage.join(from: 2)  // 2 and 2
    let before = stage.clients()
    for address in 1...2 {
      #expect(
        refusal { () throws(Refusal) in try stage.join(from: address) }
          == .seatsTaken(capacity: 4, retryAfter: .seconds(120)))
    }
    #expect(stage.clients() == before)
    _ = try stage.join(from: 3)  // 2, 1 and 1: a third address comes in all the same
    #expect(stage.clients().count == 4)
  }

  @Test func aFloodThatGoesOnNeverPushesOutTheOnlySeatOfAnother() throws {
    let stage = Stage.make(roomCapacity: 5)
    let honest = try stage.join(from: 2)
    for _ in 0..<1000 { _ = refusal { () throws(Refusal) in try stage.join(from: 1) } }
    #expect(stage.clients().contains(honest.clientID))
    _ = try stage.claim(honest, from: 2)
  }

  @Test func theRoomOfOneSeatEachIsFull() throws {
    let stage = Stage.make(roomCapacity: 3)
    for address in 1...3 {
      stage.seconds = Double(address)
      _ = try stage.join(from: address)
    }
    #expect(
      refusal { () throws(Refusal) in try stage.join(from: 9) }
        == .seatsTaken(capacity: 3, retryAfter: .seconds(118)))
  }

  @Test func boundClientsAndHandshakesAreNeverDisplaced() throws {
    let stage = Stage.make(roomCapacity: 4)
    let bound = try stage.arrive(from: 1).membership.clientID
    let entering = try stage.enter(from: 1).clientID
    let claimed = try stage.claim(try stage.join(from: 1)).clientID
    for _ in 0..<4 { _ = try stage.join(from: 1) }
    for address in 2...4 { _ = try stage.join(from: address) }
    #expect(stage.clients()[..<3] == [bound, entering, claimed])
    #expect(stage.clients().count == 7)
    // One seat each now: nobody else is let in at the cost of those three either.
    #expect(
      refusal { () throws(Refusal) in try stage.join(from: 5) }
        == .seatsTaken(capacity: 4, retryAfter: .seconds(120)))
  }

  @Test func whoIsDisplacedNoLongerCountsAgainstItsAddress() throws {
    let stage = Stage.make(roomCapacity: 2, limits: .make(clientsPerAddress: 2))
    for _ in 0..<2 { _ = try stage.join(from: 1) }
    _ = try stage.join(from: 2)
    _ = try stage.join("elsewhere", from: 1)
    #expect(
      refusal { () throws(Refusal) in try stage.join("elsewhere", from: 1) }
        == .tooManyClientsFromAddress(limit: 2))
    #expect(stage.hub.admission.clients == 3)
  }

  @Test func aDisplacedSeatDoesNotExpireTwice() throws {
    let stage = Stage.make(roomCapacity: 2)
    for _ in 0..<2 { _ = try stage.join(from: 1) }
    _ = try stage.join(from: 2)
    stage.seconds = 120
    #expect(stage.expire() == 2)
    #expect(stage.hub.admission.clients == 0)
    #expect(stage.hub.roomCount == 0)
  }
}
