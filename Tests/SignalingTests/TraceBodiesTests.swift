import Synchronization
import Testing

@testable import Signaling

@Suite struct TraceBodiesTests {
  let stage = Stage.make()

  /// A room with two, the first of whom sends.
  func room(_ name: String = "room") throws -> (ada: Membership, bob: ClientID) {
    (try stage.arrive(name).membership, try stage.arrive(name).membership.clientID)
  }

  func send(_ room: (ada: Membership, bob: ClientID), _ body: [UInt8]) {
    room.ada.keep(body, of: stage.send(.offer, from: room.ada, to: room.bob))
  }

  @Test func bodiesAreKeptWhileTheyAreAskedFor() throws {
    let room = try room()
    #expect(!room.ada.room.keepsBodies)
    send(room, [1])
    stage.hub.keepBodies(of: .make(), until: .make(seconds: 10))
    #expect(room.ada.room.keepsBodies)
    send(room, [2])
    room.ada.keep([3], of: stage.send(.other, from: room.ada, to: room.bob))
    #expect(try stage.pair().sent.map(\.body) == [nil, [2], nil])
    stage.hub.expireTraces(at: .make(seconds: 10))
    #expect(!room.ada.room.keepsBodies)
    #expect(try stage.pair().sent.map(\.body) == [nil, nil, nil])
  }

  @Test func theBodyOfABroadcastBelongsToEachOfItsEvents() throws {
    let room = try room()
    _ = try stage.arrive()
    stage.hub.keepBodies(of: .make(), until: .distantFuture)
    room.ada.keep([7], of: stage.send(.candidate, from: room.ada))
    let pairs = try #require(stage.trace()).pairs
    #expect(pairs.map { $0.sent.map(\.body) } == [[[7]], [[7]]])
  }

  @Test func aRoomKeepsAMebibyteTheLatestOfIt() throws {
    let room = try room()
    stage.hub.keepBodies(of: .make(), until: .distantFuture)
    for number in 0..<40 {
      send(room, [UInt8](repeating: UInt8(number), count: 65_536))
      let cost = room.ada.room.state.withLock { $0.trace.bodies?.cost ?? 0 }
      #expect(cost <= KeptBodies.capacity && cost > 0)
    }
    #expect(try stage.pair().sent.map { $0.body?.first } == (0..<40).map { $0 < 25 ? nil : $0 })
    // What is longer than all of it is not kept, and drops nothing.
    send(room, [UInt8](repeating: 1, count: KeptBodies.capacity + 1))
    #expect(try stage.pair().sent.filter { $0.body != nil }.count == 15)
  }

  @Test func theNinthRoomEndsTheFirst() throws {
    let rooms = try (0..<9).map { try room("\($0)") }
    for index in 0..<8 { stage.hub.keepBodies(of: .make("\(index)"), until: .distantFuture) }
    for room in rooms { send(room, [1]) }
    stage.hub.keepBodies(of: .make("0"), until: .distantFuture)
    stage.hub.keepBodies(of: .make("8"), until: .distantFuture)
    #expect(rooms.map(\.ada.room.keepsBodies) == (0..<9).map { $0 != 1 })
    #expect(stage.trace("0")?.pairs[0].sent[0].body == [1])
    #expect(stage.trace("1")?.pairs[0].sent[0].body == nil)
  }

  @Test func aRoomIsWatchedByItsNameBeforeAndAfterItsTime() throws {
    stage.hub.keepBodies(of: .make(), until: .make(seconds: 10))
    let room = try room()
    #expect(room.ada.room.keepsBodies)
    send(room, [1])
    _ = stage.hub.clear(.make(), at: stage.now)
    #expect(try stage.pair().sent[0].body == [1])
    stage.hub.expireTraces(at: .make(seconds: 10))
    #expect(try stage.pair().sent[0].body == nil)
  }
}
