import Glibc

/// Milliseconds on a clock that nobody sets. Coarse (a few milliseconds) and therefore cheap:
/// no system call.
enum MonotonicClock {
  static func now() -> UInt64 {
    var time = timespec()
    unsafe clock_gettime(CLOCK_MONOTONIC_COARSE, &time)
    return UInt64(time.tv_sec) * 1000 + UInt64(time.tv_nsec) / 1_000_000
  }
}

extension Duration {
  /// Whole milliseconds, at least one.
  var milliseconds: UInt64 {
    let (seconds, attoseconds) = components
    return UInt64(max(1, seconds * 1000 + attoseconds / 1_000_000_000_000_000))
  }
}
