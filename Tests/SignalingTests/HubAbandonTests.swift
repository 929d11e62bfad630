import Testing

@testable import Signaling

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
