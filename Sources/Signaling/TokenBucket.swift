/// A rate with a burst: `perSecond` on average, up to `burst` at once.
public struct Rate: Sendable, Equatable {
  /// Sustained events a second.
  public var perSecond: Double
  /// Events that may come at once after a rest.
  public var burst: Double

  /// A rate with its burst.
  public init(perSecond: Double, burst: Double) {
    self.perSecond = perSecond
    self.burst = burst
  }
}

/// The state of one rate limit: how much is left, and as of when (16 bytes).
public struct TokenBucket: Sendable {
  /// Tokens left, as of the last call.
  public private(set) var level: Double
  private var updated: MonotonicTime

  /// A full bucket.
  public init(_ rate: Rate, at now: MonotonicTime) {
    level = rate.burst
    updated = now
  }

  /// Takes one token; false, with nothing taken, when less than one is left.
  public mutating func take(_ rate: Rate, at now: MonotonicTime) -> Bool {
    refill(rate, at: now)
    guard level >= 1 else { return false }
    level -= 1
    return true
  }

  /// Whether a token is there to take.
  public mutating func hasToken(_ rate: Rate, at now: MonotonicTime) -> Bool {
    refill(rate, at: now)
    return level >= 1
  }

  /// Time until the next token, rounded up: whoever waits that long finds it there.
  public func wait(_ rate: Rate) -> Interval {
    guard level < 1 else { return Interval(nanoseconds: 0) }
    let nanoseconds = ((1 - level) / rate.perSecond * 1e9).rounded(.up)
    // A rate next to zero waits longer than 64 bits of nanoseconds hold: 285 years stand for ever.
    return Interval(nanoseconds: Int64(min(nanoseconds, 9e18)))
  }

  private mutating func refill(_ rate: Rate, at now: MonotonicTime) {
    guard now > updated else { return }
    level = min(rate.burst, level + Double((now - updated).nanoseconds) * 1e-9 * rate.perSecond)
    updated = now
  }
}
