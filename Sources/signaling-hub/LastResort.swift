import Glibc

/// The ways out of a shutdown that hangs: a second signal, and a clock.
enum LastResort {
  /// From now on SIGTERM and SIGINT end the process at once (its exit status names the signal), and
  /// after `seconds` it ends with 70.
  static func arm(seconds: Int) {
    // Dispatch, which delivered the first signal, leaves a handler of its own installed.
    signal(SIGTERM, SIG_DFL)
    signal(SIGINT, SIG_DFL)
    var thread = pthread_t()
    unsafe pthread_create(&thread, nil, wait, UnsafeMutableRawPointer(bitPattern: max(seconds, 1)))
    pthread_detach(thread)
  }
}

/// A thread of its own: dispatch blocks both signals in the threads that it runs, and a signal
/// blocked in every thread would stay pending. Nor may the clock wait for a free pool thread.
private func wait(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
  var signals = sigset_t()
  unsafe sigemptyset(&signals)
  unsafe sigaddset(&signals, SIGTERM)
  unsafe sigaddset(&signals, SIGINT)
  unsafe pthread_sigmask(SIG_UNBLOCK, &signals, nil)
  var seconds = UInt32(UInt(bitPattern: argument))
  while seconds > 0 { seconds = sleep(seconds) }
  // Past the lock of `StandardError`, which may be what the shutdown hangs on.
  writeAll(Array("signaling-hub: shutdown did not finish in time\n".utf8), to: STDERR_FILENO)
  _exit(EX_SOFTWARE)
}
