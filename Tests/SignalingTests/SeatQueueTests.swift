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
}
