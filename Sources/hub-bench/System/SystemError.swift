import Glibc

/// A system call that failed: its name and `errno`.
struct SystemError: Error, CustomStringConvertible {
  let call: StaticString
  let code: Int32

  /// Takes `errno` as the failed call has left it.
  init(_ call: StaticString, code: Int32 = errno) {
    self.call = call
    self.code = code
  }

  var description: String { "\(call): \(unsafe String(cString: strerror(code)))" }
}

/// Passes a result of zero or more on and throws `errno` for any other.
@discardableResult @inline(__always)
func checked<Result: SignedInteger>(
  _ result: Result, _ call: StaticString
) throws(SystemError) -> Result {
  guard result >= 0 else { throw SystemError(call) }
  return result
}

/// A failure that needs a sentence for the person at the terminal.
struct BenchmarkError: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }
}
