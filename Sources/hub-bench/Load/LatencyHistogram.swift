/// Durations counted in buckets that widen with the duration: 64 to each power of two, so a
/// percentile is at most 1.6 % too high. Recording neither allocates nor branches much.
struct LatencyHistogram {
  private static let bitsPerPower = 6
  private var buckets = [UInt64](repeating: 0, count: (65 - bitsPerPower) << bitsPerPower)

  /// How many durations have been recorded.
  private(set) var count: UInt64 = 0

  /// Counts a duration in nanoseconds.
  @inline(__always)
  mutating func record(_ nanoseconds: UInt64) {
    buckets[Self.bucket(of: nanoseconds)] &+= 1
    count &+= 1
  }

  /// The duration in nanoseconds that the given share (0 to 1) of all recorded ones does not
  /// exceed; 0 when nothing was recorded.
  func percentile(_ share: Double) -> UInt64 {
    let wanted = max(UInt64((share * Double(count)).rounded(.up)), 1)
    var seen: UInt64 = 0
    for (index, amount) in buckets.enumerated() {
      seen += amount
      if seen >= wanted { return Self.upperBound(of: index) }
    }
    return 0
  }

  @inline(__always)
  static func bucket(of value: UInt64) -> Int {
    let bits = 64 &- value.leadingZeroBitCount
    let shift = max(bits &- bitsPerPower &- 1, 0)
    return shift &<< bitsPerPower &+ Int(truncatingIfNeeded: value &>> UInt64(shift))
  }

  /// The highest value that falls into a bucket.
  static func upperBound(of bucket: Int) -> UInt64 {
    let shift = max(bucket >> bitsPerPower - 1, 0)
    let low = UInt64(bucket - shift << bitsPerPower)
    return low << UInt64(shift) + (1 << UInt64(shift) - 1)
  }
}
