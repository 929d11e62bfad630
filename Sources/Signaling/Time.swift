/// A point on the monotonic clock, in nanoseconds since an arbitrary start.
///
/// The model never reads a clock: every operation is told the time.
public struct MonotonicTime: Comparable, Hashable, Sendable {
  /// Nanoseconds since the clock's start.
  public var nanoseconds: Int64

  /// A point so many nanoseconds after the clock's start.
  public init(nanoseconds: Int64) {
    self.nanoseconds = nanoseconds
  }

  /// Later than every deadline.
  public static let distantFuture = MonotonicTime(nanoseconds: .max)

  /// Whether `left` comes first.
  public static func < (left: Self, right: Self) -> Bool {
    left.nanoseconds < right.nanoseconds
  }

  /// The point `interval` later.
  public static func + (time: Self, interval: Interval) -> Self {
    Self(nanoseconds: time.nanoseconds + interval.nanoseconds)
  }

  /// The time that passed between two points.
  public static func - (later: Self, earlier: Self) -> Interval {
    Interval(nanoseconds: later.nanoseconds - earlier.nanoseconds)
  }
}

/// A length of time in nanoseconds. Plain arithmetic: `Duration` is 128 bits wide, and this is
/// kept in every session.
public struct Interval: Comparable, Hashable, Sendable {
  /// Its length.
  public var nanoseconds: Int64

  /// A length in nanoseconds.
  public init(nanoseconds: Int64) {
    self.nanoseconds = nanoseconds
  }

  /// A length in seconds.
  public static func seconds(_ seconds: Int) -> Self {
    Self(nanoseconds: Int64(seconds) * 1_000_000_000)
  }

  /// A length in milliseconds.
  public static func milliseconds(_ milliseconds: Int) -> Self {
    Self(nanoseconds: Int64(milliseconds) * 1_000_000)
  }

  /// Whole seconds, rounded up and at least one: the form of `Retry-After`.
  public var secondsRoundedUp: Int {
    nanoseconds > 0 ? Int((nanoseconds - 1) / 1_000_000_000) + 1 : 1
  }

  /// Whether `left` is shorter.
  public static func < (left: Self, right: Self) -> Bool {
    left.nanoseconds < right.nanoseconds
  }
}

/// A moment on both clocks: `monotonic` for deadlines, `unixMilliseconds` for people.
public struct Moment: Sendable {
  /// For deadlines.
  public var monotonic: MonotonicTime
  /// Milliseconds since 1970-01-01 UTC.
  public var unixMilliseconds: Int64

  /// A moment, read from both clocks by the caller.
  public init(monotonic: MonotonicTime, unixMilliseconds: Int64) {
    self.monotonic = monotonic
    self.unixMilliseconds = unixMilliseconds
  }

  /// What the clock of the wall shows beyond the monotonic one, in milliseconds.
  var clockDifference: Int64 { unixMilliseconds - monotonic.nanoseconds / 1_000_000 }
}
