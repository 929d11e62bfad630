import Glibc

/// Files that are read whole at the start: settings, keys, secrets.
enum SmallFile {
  /// Larger files are none of these.
  static let maximumBytes = 1_048_576

  /// The content of the file at `path`.
  static func read(_ path: String) throws(Failure) -> [UInt8] {
    func refused(_ reason: String) -> Failure {
      .configuration("cannot read \(LogText.escaped(path)): \(reason)")
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
  static func readText(_ path: String) throws(Failure) -> String {
    guard let text = String(validating: try read(path), as: UTF8.self) else {
      throw .configuration("\(LogText.escaped(path)): is not UTF-8")
    }
    return text
  }

  /// The secret in the file at `path`: everything but a line break at its end, which editors and
  /// shells add.
  static func readSecret(_ path: String) throws(Failure) -> [UInt8] {
    var content = try read(path)
    if content.last == UInt8(ascii: "\n") { content.removeLast() }
    if content.last == UInt8(ascii: "\r") { content.removeLast() }
    return content
  }
}
