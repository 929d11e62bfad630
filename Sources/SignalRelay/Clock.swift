import Glibc
import Signaling

/// The two clocks, read by the shells and handed to everything that decides.
public enum Clock {
  /// The monotonic clock: it never jumps, so every deadline is measured on it.
  public static var monotonic: MonotonicTime {
    MonotonicTime(nanoseconds: nanoseconds(of: CLOCK_MONOTONIC))
  }

  /// Both clocks.
  public static var now: Moment {
    Moment(
      monotonic: monotonic, unixMilliseconds: nanoseconds(of: CLOCK_REALTIME) / 1_000_000)
  }

  private static func nanoseconds(of clock: clockid_t) -> Int64 {
    var time = timespec()
    // The call fails only for clocks that do not exist.
    unsafe clock_gettime(clock, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
  }
}
