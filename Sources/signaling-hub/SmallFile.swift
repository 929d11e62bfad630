import Glibc

/// Files that are read whole at the start: settings, keys, secrets.
enum SmallFile {
  /// Larger files are none of these.
  static let maximumBytes = 1_048_576

  /// The content of the file at `path`.
  ///
  /// - Parameter flag: which names the file, where several could; failures begin with it.
  static func read(_ path: String, of flag: String? = nil) throws(Failure) -> [UInt8] {
    func refused(_ reason: String) -> Failure {
      .file("cannot read \(LogText.escaped(path)): \(reason)", of: flag)
    }
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw refused(unsafe String(cString: strerror(errno))) }
    defer { close(descriptor) }
    var content: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = unsafe Glibc.read(descriptor, &chunk, chunk.count)
      if count == 0 { return content }
      if count < 0 {
        if errno == EINTR { continue }
        throw refused(unsafe String(cString: strerror(errno)))
      }
      content += chunk.prefix(count)
      guard content.count <= maximumBytes else { throw refused("more than \(maximumBytes) bytes") }
    }
  }

  /// The same as text.
  static func readText(_ path: String, of flag: String) throws(Failure) -> String {
    guard let text = String(validating: try read(path, of: flag), as: UTF8.self) else {
      throw .file("\(LogText.escaped(path)) is not UTF-8", of: flag)
    }
    return text
  }

  /// The secret in the file at `path`: everything but a line break at its end, which editors and
  /// shells add.
  static func readSecret(_ path: String, of flag: String) throws(Failure) -> [UInt8] {
    var content = try read(path, of: flag)
    if content.last == UInt8(ascii: "\n") { content.removeLast() }
    if content.last == UInt8(ascii: "\r") { content.removeLast() }
    return content
  }
}

extension Failure {
  /// A file cannot be used: 78.
  ///
  /// - Parameter flag: which names the file; the message begins with it.
  static func file(_ problem: String, of flag: String?) -> Failure {
    .configuration(flag.map { "\($0): \(problem)" } ?? problem)
  }
}
