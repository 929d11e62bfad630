import Testing

@testable import Signaling

@Suite struct TimeTests {
  @Test(arguments: [
    (-5_000_000_000, 1), (0, 1), (1, 1), (1_000_000_000, 1), (1_000_000_001, 2),
    (1_999_999_999, 2), (2_000_000_000, 2), (119_000_000_001, 120),
  ])
  func retryAfterIsRoundedUpAndAtLeastOne(nanoseconds: Int64, seconds: Int) {
    #expect(Interval(nanoseconds: nanoseconds).secondsRoundedUp == seconds)
  }

  @Test func theLongestIntervalCanBeRoundedToo() {
    #expect(Interval(nanoseconds: .max).secondsRoundedUp == 9_223_372_037)
  }

  @Test func aTimeAndAnIntervalAddUp() {
    let time = MonotonicTime(nanoseconds: 5) + .milliseconds(2)
    #expect(time.nanoseconds == 2_000_005)
    #expect(time - MonotonicTime(nanoseconds: 5) == .milliseconds(2))
    #expect(Interval.seconds(2) == .milliseconds(2000))
  }

  @Test func timesAreOrdered() {
    #expect(MonotonicTime(nanoseconds: 1) < .distantFuture)
    #expect(Interval.milliseconds(999) < .seconds(1))
  }
}
