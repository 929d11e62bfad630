import Synchronization
import Testing

@testable import Signaling

@Suite struct TraceLingerTests {
  /// Ada calls Bob, and both leave.
  static func call(_ stage: Stage, _ room: String = "room") throws {
    let ada = try stage.arrive(room).membership
    let bob = try stage.arrive(room).membership
    stage.send(.offer, from: ada, to: bob.clientID)
    stage.leave(bob)
    stage.leave(ada)
  }

  @Test func aRoomCanBeReadForAMinuteAfterEverybodyHasLeft() throws {
    let stage = Stage.make()
    stage.seconds = 1
    try Self.call(stage)
    #expect(stage.hub.roomCount == 0)
    stage.seconds = 60.9
    stage.hub.expireTraces(at: stage.now)
    let trace = try #require(stage.trace())
    #expect(trace.goneAt == 1000 && trace.createdAt == 1000)
    #expect(trace.clients.map(\.state) == [.left, .left])
    #expect(trace.pairs.map(\.verdict.code) == [.leftBeforeAnswer])
    stage.seconds = 61
    stage.hub.expireTraces(at: stage.now)
    #expect(stage.trace() == nil)
    #expect(stage.hub.traceRevision(of: .make()) == nil)
    #expect(stage.hub.tracedPairs == 0)
  }

  @Test func aRoomOfOneIsForgottenAtOnce() throws {
    let stage = Stage.make()
    stage.leave(try stage.arrive().membership)
    #expect(stage.trace() == nil)
    #expect(stage.hub.traceBudget?.departed == 0)
  }

  @Test func aRoomOfTheSameNameGoesOnWithTheTrace() throws {
    let stage = Stage.make()
    try Self.call(stage)
    let old = try #require(stage.trace())
    stage.seconds = 10
    let eve = try stage.arrive().membership
    let trace = try #require(stage.trace())
    #expect(trace.goneAt == nil && trace.createdAt == 10_000)
    #expect(trace.clients.map(\.state) == [.left, .left, .connected])
    #expect(trace.pairs.count == 1)
    #expect(trace.revision != old.revision)
    let fay = try stage.arrive().membership
    let passage = stage.send(.offer, from: eve, to: fay.clientID)
    // Numbers go on where they were.
    let last = try #require(old.pairs[0].events.last).number
    #expect(passage.numbers == UInt32(last + 5)..<UInt32(last + 6))
    stage.hub.checkTraceAccounts()
    stage.seconds = 300
    stage.hub.expireTraces(at: stage.now)
    #expect(stage.trace()?.pairs.count == 2)
  }

  @Test func ofThousandsOfRoomsTheLatestAreKept() throws {
    let stage = Stage.make()
    for room in 0..<1100 {
      stage.seconds += 0.001
      try Self.call(stage, "\(room)")
    }
    stage.hub.checkTraceAccounts()
    #expect(stage.hub.tracedPairs == 1024)
    #expect(stage.trace("75") == nil)
    #expect(stage.trace("76") != nil)
  }

  @Test func aRoomThatComesAndGoesFillsNoQueue() throws {
    let stage = Stage.make()
    for _ in 0..<5000 { try Self.call(stage) }
    stage.hub.checkTraceAccounts()
    #expect(stage.hub.tracedPairs <= 64)
    #expect(stage.hub.lingering.withLock { $0.count } == 1)
    stage.hub.expireTraces(at: .distantFuture)
    stage.hub.checkTraceAccounts()
    #expect(stage.hub.tracedPairs == 0)
  }

  @Test func withoutLingeringARoomIsForgottenAtOnce() throws {
    var configuration = Hub.Configuration()
    configuration.traceLinger = .seconds(0)
    let stage = Stage(hub: Hub(configuration, admission: Admission(.make())))
    try Self.call(stage)
    #expect(stage.trace() == nil && stage.hub.tracedPairs == 0)
  }

  @Test func nearTheBoundTheDepartedGoFirst() throws {
    let stage = Stage(hub: .make(tracedPairs: 8))
    let ada = try stage.arrive("here").membership
    let bob = try stage.arrive("here").membership
    stage.send(.offer, from: ada, to: bob.clientID)
    for room in 0..<7 { try Self.call(stage, "\(room)") }
    #expect(stage.hub.tracedPairs == 8 - 3, "as many have left as are remembered: 8")
    stage.hub.expireTraces(at: stage.now)
    stage.hub.checkTraceAccounts()
    #expect(stage.trace("here")?.pairs.count == 1)
  }
}
