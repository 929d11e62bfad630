import Glibc
import Synchronization

/// Descriptor 2, written without a buffer, so that nothing is lost when the process ends, and
/// without waiting for whoever reads it.
enum StandardError {
  static let isTerminal = isatty(STDERR_FILENO) == 1

  /// Held while a line is written: two threads must not both take the last room in a pipe.
  private static let turn = Mutex(())

  static func write(_ text: String) { write(Array(text.utf8)) }

  static func write(_ bytes: [UInt8]) {
    turn.withLock { _ in writeAll(bytes, to: STDERR_FILENO) }
  }
}
