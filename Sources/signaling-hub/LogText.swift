/// Text from anywhere made safe for one line of a log or a terminal: whatever could end the line,
/// move the cursor, reorder what is seen or be invisible is written as an escape.
enum LogText {
  /// Longer values are cut at a character and end in `…`.
  static let maximumBytes = 256

  /// How escapes are written.
  enum Style {
    /// `\n`, `\u{1B}`.
    case text
    /// `\n`, `\u001b` (RFC 8259 7).
    case json
  }

  /// `text` cut and escaped, for use inside a sentence.
  static func escaped(_ text: String, limit: Int = maximumBytes) -> String {
    var bytes: [UInt8] = []
    append(text, style: .text, limit: limit, to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// `text` cut, escaped and in double quotes.
  static func quoted(_ text: String, limit: Int = maximumBytes) -> String {
    "\"\(escaped(text, limit: limit))\""
  }

  /// Appends `text`, cut at `limit` bytes of its own and escaped, without quotes around it.
  static func append(_ text: String, style: Style, limit: Int, to line: inout [UInt8]) {
    var taken = 0
    for scalar in text.unicodeScalars {
      taken += UTF8.width(scalar)
      if taken > limit {
        line.append(contentsOf: "…".utf8)
        return
      }
      append(scalar, style, to: &line)
    }
  }

  /// Whether `text` can stand after `key=` without quotes.
  static func isPlain(_ text: String) -> Bool {
    !text.isEmpty && text.utf8.count <= maximumBytes
      && text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && !#""\="#.utf8.contains($0) }
  }

  private static func append(_ scalar: Unicode.Scalar, _ style: Style, to line: inout [UInt8]) {
    switch scalar {
    case "\"", "\\":
      line.append(UInt8(ascii: "\\"))
      line.append(UInt8(scalar.value))
    case "\n": line.append(contentsOf: #"\n"#.utf8)
    case "\r": line.append(contentsOf: #"\r"#.utf8)
    case "\t": line.append(contentsOf: #"\t"#.utf8)
    case " "..."~": line.append(UInt8(scalar.value))
    case _ where isInvisible(scalar): appendEscape(scalar, style, to: &line)
    default: line.append(contentsOf: String(scalar).utf8)
    }
  }

  /// Controls (C0, DEL, C1), line and paragraph separators, and format characters, among them all
  /// that reorder text: U+061C, U+200E, U+200F, U+202A-U+202E, U+2066-U+2069 (UAX #9).
  private static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator: true
    default: false
    }
  }

  private static func appendEscape(
    _ scalar: Unicode.Scalar, _ style: Style, to line: inout [UInt8]
  ) {
    switch style {
    case .text:
      line.append(contentsOf: "\\u{\(String(scalar.value, radix: 16, uppercase: true))}".utf8)
    case .json:
      for unit in UTF16.encode(scalar) ?? .init() {
        let digits = String(unit, radix: 16)
        line.append(
          contentsOf: "\\u\(String(repeating: "0", count: 4 - digits.count))\(digits)".utf8)
      }
    }
  }
}
