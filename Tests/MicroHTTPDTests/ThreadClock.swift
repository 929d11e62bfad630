import Glibc
import Synchronization

/// How long one thread has run on a processor, the library's for instance.
final class ThreadClock: Sendable {
  private let identifier = Mutex<clockid_t?>(nil)

  /// Makes it the clock of the thread that calls.
  func read() {
    var found = clockid_t()
    if unsafe pthread_getcpuclockid(pthread_self(), &found) == 0 {
      identifier.withLock { [found] in $0 = found }
    }
  }

  /// Microseconds; nil before anything was read.
  var used: Int? {
    identifier.withLock { $0 }.map { identifier in
      var time = timespec()
      unsafe clock_gettime(identifier, &time)
      return time.tv_sec * 1_000_000 + time.tv_nsec / 1_000
    }
  }
}
