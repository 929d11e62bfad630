import Configuration
import JSONEnvelope

/// The JSON file of settings: one object whose keys are rows of the table.
struct ConfigurationFile {
  private let path: String
  private let bytes: [UInt8]
  private let members: [String: Member]

  /// Reads and checks the file at `path`.
  init(path: String) throws(Failure) {
    try self.init(path: path, bytes: SmallFile.read(path))
  }

  /// Checks `bytes` as the content of the file at `path`: grammar, duplicate keys, unknown keys and
  /// the kind of each value.
  init(path: String, bytes: [UInt8]) throws(Failure) {
    self.path = path
    self.bytes = bytes
    let shownPath = LogText.escaped(path)
    var scanner = EnvelopeScanner()
    do {
      try scanner.scan(bytes.span)
    } catch {
      // The scanner's own description is worded for messages on a socket.
      let problem = String(error.kind.rawValue.map { $0 == "-" ? " " : $0 })
      throw .configuration("\(shownPath):\(Self.place(error.offset, in: bytes)): \(problem)")
    }
    var members: [String: Member] = [:]
    for member in scanner.members {
      let key = member.keyText(in: bytes.span)
      let place = Self.place(member.key.lowerBound - 1, in: bytes)
      guard let setting = Setting.byKey[key], setting.key != "config" else {
        let keys = Setting.byKey.keys.filter { $0 != "config" }
        throw .configuration(
          "\(shownPath):\(place): unknown key \(LogText.quoted(key))"
            + Spelling.suggestion(for: key, among: keys))
      }
      guard setting.kind.matches(member.kind) else {
        throw .configuration("\(shownPath):\(place): \(key) must be \(setting.kind.wordInJSON)")
      }
      members[key] = member
    }
    self.members = members
  }

  /// The file as a source of settings.
  var source: Source {
    get throws(Failure) {
      let snapshot: JSONSnapshot
      do {
        snapshot = try unsafe JSONSnapshot(
          data: bytes.span.bytes, providerName: path, parsingOptions: .default)
      } catch {
        throw .configuration("\(LogText.escaped(path)): \(LogText.escaped("\(error)"))")
      }
      let (path, bytes, members) = (path, bytes, members)
      return Source(
        values: snapshot,
        name: { "\($0.key) in \(LogText.escaped(path))" },
        raw: { setting in
          guard let member = members[setting.key] else { return "" }
          return member.string(in: bytes.span)
            ?? String(decoding: bytes[member.value], as: UTF8.self)
        },
        failure: Failure.configuration)
    }
  }

  /// `line:column`, both from 1; a column is a byte.
  private static func place(_ offset: Int, in bytes: [UInt8]) -> String {
    let before = bytes.prefix(max(0, offset))
    let line = before.reduce(1) { $1 == UInt8(ascii: "\n") ? $0 + 1 : $0 }
    let start = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
    return "\(line):\(before.count - start + 1)"
  }
}

extension ConfigType {
  /// Whether a JSON value of `kind` can hold this. The provider alone would take `true` for 1 and
  /// `null` for nothing.
  fileprivate func matches(_ kind: Member.Kind) -> Bool {
    switch (self, kind) {
    case (.int, .number), (.stringArray, .array), (.string, .string): true
    default: false
    }
  }

  fileprivate var wordInJSON: String {
    switch self {
    case .int: "a number"
    case .stringArray: "an array of strings"
    default: "a string"
    }
  }
}
