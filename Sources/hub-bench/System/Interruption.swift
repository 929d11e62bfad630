import Glibc
import Synchronization

/// The signals that end a program, as a thrown error, so that every `defer` on the way out runs and no child
/// process stays behind.
enum Interruption {
  struct Interrupted: Error, CustomStringConvertible {
    var description: String { "interrupted" }
  }

  fileprivate static let requested = Atomic(false)

  /// Installs the handlers; without SA_RESTART, so that a waiting system call returns EINTR.
  static func install() {
    requested.store(false, ordering: .relaxed)
    var action = sigaction()
    unsafe action.__sigaction_handler.sa_handler = interruptionRequested
    for signal in [SIGINT, SIGTERM, SIGHUP, SIGPIPE] { unsafe sigaction(signal, &action, nil) }
  }

  /// Throws once a signal has arrived.
  @inline(__always)
  static func check() throws(Interrupted) {
    if requested.load(ordering: .relaxed) { throw Interrupted() }
  }
}

/// The C handler: an atomic store is all that is safe here (signal-safety(7)).
private func interruptionRequested(_: Int32) {
  Interruption.requested.store(true, ordering: .relaxed)
}
