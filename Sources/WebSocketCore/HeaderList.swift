/// The grammar of HTTP field values that are comma-separated lists (RFC 9110 5.6).
enum HeaderList {
  /// The elements of all lines of one field, in order. Empty elements do not count
  /// (RFC 9110 5.6.1.2).
  static func elements(_ lines: [String]) -> [Substring] {
    lines.flatMap { line in
      line.utf8.split(separator: UInt8(ascii: ",")).lazy
        .map { trimmed(Substring($0)) }
        .filter { !$0.isEmpty }
    }
  }

  /// Whether one of the elements is `name`, as `matches` compares. Every upgrade asks this twice,
  /// so no list is made.
  static func contains(_ lines: [String], _ name: String) -> Bool {
    for line in lines {
      var rest = line.utf8[...]
      while true {
        let element = rest.prefix { $0 != UInt8(ascii: ",") }
        if matches(trimmed(Substring(element)), name) { return true }
        guard element.endIndex != rest.endIndex else { break }
        rest = rest[rest.index(after: element.endIndex)...]
      }
    }
    return false
  }

  /// `text` without the optional white space around it: spaces and tabs (RFC 9110 5.6.3).
  static func trimmed(_ text: some StringProtocol) -> Substring {
    var bytes = Substring(text).utf8
    while let first = bytes.first, isWhiteSpace(first) { bytes.removeFirst() }
    while let last = bytes.last, isWhiteSpace(last) { bytes.removeLast() }
    return Substring(bytes)
  }

  /// Whether `element` is `name`, which is in lower case, without regard to the case of ASCII.
  static func matches(_ element: Substring, _ name: String) -> Bool {
    element.utf8.elementsEqual(name.utf8) { byte, expected in
      (byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z") ? byte | 0x20 : byte) == expected
    }
  }

  /// Whether `element` is a token: one or more of the characters that RFC 9110 5.6.2 lists.
  static func isToken(_ element: Substring) -> Bool {
    !element.isEmpty
      && element.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"),
          UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "a")...UInt8(ascii: "z"):
          true
        default:
          "!#$%&'*+-.^_`|~".utf8.contains(byte)
        }
      }
  }

  private static func isWhiteSpace(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t")
  }
}
