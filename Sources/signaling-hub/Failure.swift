import Glibc

/// Why the program ends: one line for the person at the terminal, one exit code for the script.
struct Failure: Error, Equatable, CustomStringConvertible {
  /// The exit code, one of `sysexits.h`.
  let exitCode: Int32
  /// One line without a full stop; text from outside in it is already escaped.
  let message: String

  var description: String { message }

  /// The command line is wrong: 64.
  static func usage(_ message: String) -> Failure { .init(exitCode: EX_USAGE, message: message) }

  /// The environment or the configuration file is wrong: 78.
  static func configuration(_ message: String) -> Failure {
    .init(exitCode: EX_CONFIG, message: message)
  }

  /// The address cannot be listened on: 69.
  ///
  /// - Parameter reason: in words, such as "Address already in use".
  static func cannotListen(host: String, port: Int, reason: String) -> Failure {
    .init(
      exitCode: EX_UNAVAILABLE,
      message: "cannot listen on \(Authority(host: host, port: port)): \(reason)")
  }
}
