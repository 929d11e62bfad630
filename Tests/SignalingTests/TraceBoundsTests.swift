import Synchronization
import Testing

@testable import Signaling

@Suite struct TraceBoundsTests {
  @Test func anEventTakesTwentyFourBytesAndAPairLittleBesideThem() {
    #expect(MemoryLayout<TraceEvent>.stride == 24)
    #expect(MemoryLayout<PairTrace>.stride <= 320)
  }

  @Test func aPairKeepsItsLastSixtyFourEventsAndCountsTheRest() throws {
    let stage = Stage.make()
    let ada = try stage.arrive().membership
    let bob = try stage.arrive().membership
    for bytes in 0..<200 { stage.send(.offer, from: ada, to: bob.clientID, bytes: bytes) }
    let pair = try stage.pair()
    #expect(pair.sent.map(\.bytes) == Array(136..<200))
    #expect(pair.dropped == 136)
  }

  @Test func messagesPushNothingOut() throws {
    let stage = Stage.make()
    let ada = try stage.arrive().membership
    let bob = try stage.arrive().membership
    stage.send(.other, from: ada, to: bob.clientID, bytes: 1)
    stage.send(.offer, from: ada, to: bob.clientID, bytes: 2)
    for bytes in 3..<500 { stage.send(.other, from: ada, to: bob.clientID, bytes: bytes) }
    stage.send(.answer, from: bob, to: ada.clientID, bytes: 500)
    stage.send(.other, from: bob, to: ada.clientID, bytes: 501)
    let pair = try stage.pair()
    #expect(pair.sent.map(\.bytes) == [1, 2, 499, 500, 501])
    #expect(pair.sent.map(\.kind) == [.message, .offer, .message, .answer, .message])
    #expect(pair.omittedMessages == 496)
    #expect(pair.dropped == 0)
  }

  @Test func aRoomKeepsItsLatestPairs() throws {
    let stage = Stage.make()
    let members = try (0..<50).map { _ in try stage.arrive().membership }
    // 1,225 pairs, of which the last are the latest.
    for (index, one) in members.enumerated() {
      for other in members[..<index] { stage.send(.offer, from: one, to: other.clientID) }
    }
    stage.hub.checkTraceAccounts()
    #expect(stage.hub.tracedPairs <= 1024 && stage.hub.tracedPairs > 890)
    let trace = try #require(stage.trace())
    #expect(trace.pairs.count == 256)
    #expect(trace.omittedPairs == 1225 - 256)
    // A pair that was dropped begins anew, and nothing is concluded from what may have been before.
    stage.send(.candidate, from: members[1], to: members[0].clientID, .make(.host))
    #expect(try #require(stage.trace()).pairs.first?.verdict.code == .negotiating)
    #expect(try #require(stage.trace()).pairs.first?.sent.count == 1)
    let last = members.last!
    stage.seconds = 5
    let key = trace.clients.first { $0.clientID == last.clientID }?.key
    #expect(
      try #require(stage.trace()).pairs.prefix(49).allSatisfy { $0.second == key },
      "the latest first")
  }

  @Test func messagesAloneFillNoTable() throws {
    let stage = Stage.make()
    let members = try (0..<50).map { _ in try stage.arrive().membership }
    for member in members { stage.send(.other, from: member) }
    #expect(stage.hub.tracedPairs == Trace.messagePairs)
    stage.send(.offer, from: members[49], to: members[48].clientID)
    #expect(stage.hub.tracedPairs == Trace.messagePairs + 1)
  }

  @Test func theHubsBoundHoldsOverAllRooms() throws {
    let stage = Stage(hub: .make(tracedPairs: 8))
    func talk(_ room: String) throws -> Membership {
      let ada = try stage.arrive(room).membership
      let bob = try stage.arrive(room).membership
      stage.send(.offer, from: ada, to: bob.clientID)
      return ada
    }
    for room in 0..<8 { _ = try talk("\(room)") }
    #expect(stage.hub.tracedPairs == 8)
    stage.seconds = 1
    let late = try talk("late")
    #expect(stage.hub.tracedPairs == 8)
    #expect(stage.trace("late")?.omittedPairs == 1)
    // The sweep makes room at the cost of those that are quiet.
    stage.hub.expireTraces(at: stage.now)
    #expect(stage.hub.tracedPairs < 8)
    stage.hub.checkTraceAccounts()
    stage.send(.offer, from: late)
    #expect(stage.trace("late")?.pairs.count == 1)
  }

  @Test func aRoomThatHasPairsTakesOfItsOwn() throws {
    let stage = Stage(hub: .make(tracedPairs: 2))
    let members = try (0..<4).map { _ in try stage.arrive().membership }
    for member in members[1...] { stage.send(.offer, from: members[0], to: member.clientID) }
    let trace = try #require(stage.trace())
    #expect(trace.pairs.count == 2 && trace.omittedPairs == 1)
    #expect(Set(trace.pairs.map(\.second)) == Set(trace.clients[2...].map(\.key)))
  }

  @Test func theLastSixtyFourWhoLeftAreKnownAndThePairsOfTheOthersGone() throws {
    let stage = Stage.make()
    let ada = try stage.arrive().membership
    for number in 0..<70 {
      let guest = try stage.arrive(as: .make("\(number)")).membership
      stage.send(.offer, from: ada, to: guest.clientID)
      stage.leave(guest)
    }
    let trace = try #require(stage.trace())
    #expect(trace.clients.map(\.clientID.rawValue).dropFirst() == (6..<70).map { "\($0)" }[...])
    #expect(trace.pairs.count == 64 && trace.omittedPairs == 6)
    stage.hub.checkTraceAccounts()
  }

  @Test func withoutPairsNothingIsTraced() throws {
    let stage = Stage(hub: .make(tracedPairs: 0))
    let ada = try stage.arrive().membership
    let bob = try stage.arrive().membership
    #expect(stage.send(.offer, from: ada, to: bob.clientID).numbers.isEmpty)
    stage.report(.connected, by: ada, about: bob)
    stage.hub.keepBodies(of: .make(), until: .distantFuture)
    #expect(!ada.room.keepsBodies)
    let trace = ada.room.state.withLock { $0.trace }
    #expect(trace.number == 0 && trace.pairs.count == 0 && trace.departed.isEmpty)
    stage.leave(ada)
    stage.leave(bob)
    #expect(stage.trace() == nil && stage.hub.traceRevision(of: .make()) == nil)
    #expect(stage.hub.traceOverview(limit: 9, at: stage.moment).rooms.isEmpty)
    stage.hub.expireTraces(at: .distantFuture)
  }
}
