import Testing

@testable import hub_bench

struct LatencyHistogramTests {
  @Test func bucketsJoinWithoutGapOrOverlap() {
    var next = 0
    for value in (0..<5_000).map(UInt64.init) + [1 << 20, 1 << 40, .max] {
      let bucket = LatencyHistogram.bucket(of: value)
      #expect(bucket == next || bucket == next - 1 || value > 5_000)
      #expect(LatencyHistogram.upperBound(of: bucket) >= value)
      if bucket > 0 { #expect(LatencyHistogram.upperBound(of: bucket - 1) < value) }
      next = bucket + 1
    }
  }

  @Test func smallDurationsAreExact() {
    var histogram = LatencyHistogram()
    for value in 1...100 as ClosedRange<UInt64> { histogram.record(value) }
    #expect(histogram.count == 100)
    #expect(histogram.percentile(0.5) == 50)
    #expect(histogram.percentile(0.99) == 99)
    #expect(histogram.percentile(1) == 100)
  }

  @Test func largeDurationsAreAtMostOneSixtyFourthTooHigh() {
    var histogram = LatencyHistogram()
    let duration: UInt64 = 123_456_789
    histogram.record(duration)
    let found = histogram.percentile(0.5)
    #expect(found >= duration && found <= duration + duration / 64)
  }

  @Test func anEmptyHistogramSaysZero() {
    #expect(LatencyHistogram().percentile(0.99) == 0)
  }
}
