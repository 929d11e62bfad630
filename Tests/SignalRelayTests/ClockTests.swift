import Glibc
import Signaling
import Testing

@testable import SignalRelay

@Suite struct ClockTests {
  @Test func theMonotonicClockNeverGoesBack() {
    var last = Clock.monotonic
    for _ in 0..<10_000 {
      let now = Clock.monotonic
      #expect(now >= last)
      last = now
    }
  }

  @Test func aMomentIsOfBothClocks() {
    let before = Clock.monotonic
    let moment = Clock.now
    #expect(moment.monotonic >= before)
    #expect(abs(moment.unixMilliseconds / 1_000 - Int64(time(nil))) <= 5)
  }
}
