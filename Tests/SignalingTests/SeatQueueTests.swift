import Testing

@testable import Signaling

@Suite struct SeatQueueTests {
  private static func entry(_ seconds: Double, _ serial: UInt64) -> SeatQueue.Entry {
    SeatQueue.Entry(
      until: .make(seconds: seconds), roomID: .make(), clientID: ClientID(lookup: "c"),
      serial: serial)
  }

  @Test func givesOutWhatIsDueOnceAndInOrder() {
    let queue = SeatQueue()
    for (serial, seconds) in [1.0, 2, 2, 3].enumerated() {
      queue.append(Self.entry(seconds, UInt64(serial)))
    }
    #expect(queue.popExpired(at: .make(seconds: 0.999)).isEmpty)
    #expect(queue.popExpired(at: .make(seconds: 2)).map(\.serial) == [0, 1, 2])
    #expect(queue.popExpired(at: .make(seconds: 2)).isEmpty)
    #expect(queue.popExpired(at: .make(seconds: 99)).map(\.serial) == [3])
  }

  @Test func joiningAndLeavingInACircleFillsNoMemory() throws {
    let queue = SeatQueue()
    for serial in 0..<100_000 {
      queue.append(Self.entry(120, UInt64(serial)))
      if serial % 100 != 0 { queue.settle(UInt64(serial)) }
    }
    #expect(queue.count < 2_500)
    #expect(queue.popExpired(at: .make(seconds: 120)).map(\.serial) == (0..<1_000).map { $0 * 100 })
  }

  @Test func aSettledSeatDoesNotComeUp() {
    let queue = SeatQueue()
    queue.append(Self.entry(1, 1))
    queue.append(Self.entry(1, 2))
    queue.settle(1)
    #expect(queue.popExpired(at: .make(seconds: 1)).map(\.serial) == [2])
  }
}
