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
