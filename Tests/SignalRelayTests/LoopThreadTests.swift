import Foundation
import Glibc
import Synchronization
import Testing

@testable import SignalRelay

@Suite struct LoopThreadTests {
  @Test func aThreadRunsItsBodyUnderItsName() async throws {
    let name = Mutex("")
    let running = LoopsRunning(1)
    try LoopThread.start(name: "relay-under-test") {
      // proc(5): the calling thread's name and a newline.
      let own = try? String(contentsOfFile: "/proc/thread-self/comm", encoding: .utf8)
      name.withLock { $0 = own ?? "" }
      running.loopEnded()
    }
    await running.allEnded()
    // prctl(2): names are cut at 15 bytes.
    #expect(name.withLock { $0 } == "relay-under-tes\n")
  }

  @Test func whoWaitsIsWokenByTheLastLoop() async throws {
    let running = LoopsRunning(3)
    let ended = Atomic(0)
    for number in 0..<3 {
      try LoopThread.start(name: "loop-\(number)") {
        usleep(UInt32(number) * 20_000)
        ended.add(1, ordering: .relaxed)
        running.loopEnded()
      }
    }
    async let first: Void = running.allEnded()
    async let second: Void = running.allEnded()
    _ = await (first, second)
    #expect(ended.load(ordering: .relaxed) == 3)
    // Who comes later does not wait at all.
    await running.allEnded()
  }
}
