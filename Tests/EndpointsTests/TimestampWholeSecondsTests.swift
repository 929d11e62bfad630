import Signaling
import Testing

@testable import Endpoints

@Suite struct TimestampWholeSecondsTests {
  @Test(
    arguments: [
      (0, "1970-01-01T00:00:00Z"), (1_705_314_600_999, "2024-01-15T10:30:00Z"),
      (951_868_799_999, "2000-02-29T23:59:59Z"),
    ] as [(Int64, String)])
  func aTimestampLosesItsFraction(milliseconds: Int64, text: String) {
    #expect(Timestamp(unixMilliseconds: milliseconds).wholeSeconds == text)
  }

  @Test func anIntervalLosesItsFraction() {
    #expect(Interval.milliseconds(1_999).wholeSeconds == 1)
    #expect(Interval.seconds(120).wholeSeconds == 120)
  }
}
