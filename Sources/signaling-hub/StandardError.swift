import Glibc

/// Descriptor 2, written without a buffer, so that nothing is lost when the process ends.
enum StandardError {
  static let isTerminal = isatty(STDERR_FILENO) == 1

  static func write(_ text: String) { write(Array(text.utf8)) }

  static func write(_ bytes: [UInt8]) { writeAll(bytes, to: STDERR_FILENO) }
}
