import Testing

@testable import Signaling

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
