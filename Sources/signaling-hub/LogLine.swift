import Logging
import Signaling

/// How a log entry becomes one line.
enum LogLine: Equatable, Sendable {
  /// `2006-01-02T15:04:05.000Z notice  Listening port=1337`, for people.
  case text
  /// `{"time":"…","level":"notice","msg":"Listening","port":1337}`, for programs.
  case json

  /// The line, its newline included. Metadata goes by key; `label` is left out of text.
  func make(
    time: Timestamp, level: Logger.Level, label: String, message: String,
    metadata: Logger.Metadata
  ) -> [UInt8] {
    var line: [UInt8] = []
    line.reserveCapacity(256)
    let fields = metadata.sorted { $0.key < $1.key }
    switch self {
    case .text:
      time.append(to: &line)
      line.append(UInt8(ascii: " "))
      line.append(contentsOf: level.rawValue.utf8)
      line.append(contentsOf: String(repeating: " ", count: 9 - level.rawValue.utf8.count).utf8)
      Self.append(message, .text, Self.maximumMessageBytes, to: &line)
      for (key, value) in fields {
        line.append(UInt8(ascii: " "))
        Self.append(key, .text, to: &line)
        line.append(UInt8(ascii: "="))
        Self.appendText(Self.rendered(value, of: key), to: &line)
      }
    case .json:
      line.append(contentsOf: #"{"time":""#.utf8)
      time.append(to: &line)
      line.append(contentsOf: #"","level":"\#(level.rawValue)","logger":""#.utf8)
      Self.append(label, .json, to: &line)
      line.append(contentsOf: #"","msg":""#.utf8)
      Self.append(message, .json, Self.maximumMessageBytes, to: &line)
      line.append(UInt8(ascii: "\""))
      for (key, value) in fields {
        line.append(contentsOf: #",""#.utf8)
        Self.append(Self.reserved.contains(key) ? "\(key)_" : key, .json, to: &line)
        line.append(contentsOf: #"":"#.utf8)
        Self.appendJSON(Self.rendered(value, of: key), to: &line)
      }
      line.append(UInt8(ascii: "}"))
    }
    line.append(UInt8(ascii: "\n"))
    return line
  }

  /// A message is the program's own words; its bound is wider than that of values.
  static let maximumMessageBytes = 1024

  /// Keys that every JSON line has; metadata of that name gets an underscore behind.
  private static let reserved: Set<String> = ["time", "level", "logger", "msg"]

  private enum Rendered {
    /// Digits, or `true` or `false`: needs no quotes in JSON.
    case bare(String)
    case text(String)
  }

  private static func rendered(_ value: Logger.MetadataValue, of key: String) -> Rendered {
    if Redaction.isSecret(key: key) { return .text(Redaction.mark) }
    if case .stringConvertible(let value) = value {
      if value is any FixedWidthInteger || value is Bool { return .bare("\(value)") }
    }
    return .text(flat(value))
  }

  /// Nested metadata becomes one text: `[a, b]`, `[k: v]` by key.
  private static func flat(_ value: Logger.MetadataValue) -> String {
    switch value {
    case .string(let text): text
    case .stringConvertible(let value): "\(value)"
    case .array(let values): "[\(values.map(flat).joined(separator: ", "))]"
    case .dictionary(let values):
      "["
        + values.sorted { $0.key < $1.key }
        .map { "\($0): \(Redaction.isSecret(key: $0) ? Redaction.mark : flat($1))" }
        .joined(separator: ", ") + "]"
    }
  }

  private static func append(
    _ text: String, _ style: LogText.Style, _ limit: Int = LogText.maximumBytes,
    to line: inout [UInt8]
  ) {
    LogText.append(Redaction.masked(text), style: style, limit: limit, to: &line)
  }

  private static func appendText(_ value: Rendered, to line: inout [UInt8]) {
    switch value {
    case .bare(let text): line.append(contentsOf: text.utf8)
    case .text(let text) where LogText.isPlain(text): append(text, .text, to: &line)
    case .text(let text):
      line.append(UInt8(ascii: "\""))
      append(text, .text, to: &line)
      line.append(UInt8(ascii: "\""))
    }
  }

  private static func appendJSON(_ value: Rendered, to line: inout [UInt8]) {
    switch value {
    case .bare(let text): line.append(contentsOf: text.utf8)
    case .text(let text):
      line.append(UInt8(ascii: "\""))
      append(text, .json, to: &line)
      line.append(UInt8(ascii: "\""))
    }
  }
}

extension Settings.Log.Format {
  /// The kind of line: `auto` is text on a terminal and JSON elsewhere.
  func line(onTerminal: Bool = StandardError.isTerminal) -> LogLine {
    switch self {
    case .text: .text
    case .json: .json
    case .auto: onTerminal ? .text : .json
    }
  }
}
