import Glibc

/// Nanoseconds of the monotonic clock, read without entering the kernel.
@inline(__always)
func monotonicNanoseconds() -> UInt64 {
  var time = timespec()
  _ = unsafe clock_gettime(CLOCK_MONOTONIC, &time)
  return UInt64(time.tv_sec) &* 1_000_000_000 &+ UInt64(time.tv_nsec)
}

extension UInt64 {
  /// A span of seconds in nanoseconds.
  init(nanosecondsIn seconds: Double) { self = UInt64(seconds * 1e9) }
}
