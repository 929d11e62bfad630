import JSONEnvelope

extension CanonicalSignal.Field {
  /// Whether the key is `literal`, byte for byte.
  func hasKey(_ literal: StaticString) -> Bool {
    key.count == literal.utf8CodeUnitCount
      && literal.withUTF8Buffer { unsafe $0.elementsEqual(key) }
  }

  /// Whether a receiver would take the member for the one that says what a message is, even if it
  /// ignores case as Go's encoding/json does, or for the one that says whom it is for.
  var isEnvelope: Bool {
    if hasKey("to") { return true }
    guard key.count == 4 else { return false }
    return key.elementsEqual("type".utf8) { $0 | 0x20 == $1 }
  }

  var isString: Bool { value.first == UInt8(ascii: "\"") }
  var isObject: Bool { value.first == UInt8(ascii: "{") }
  var isNull: Bool { value.first == UInt8(ascii: "n") }

  /// Whether the value is a string that reads `literal` once its escapes are resolved.
  func reads(_ literal: StaticString) -> Bool { value.readsJSON(literal) }
}

extension [UInt8] {
  /// Whether this, a JSON value, is a string that reads `literal` once its escapes are resolved.
  func readsJSON(_ literal: StaticString) -> Bool {
    guard first == UInt8(ascii: "\""), count >= 2 else { return false }
    let isEscaped = contains(UInt8(ascii: "\\"))
    let member = Member(key: 0..<0, value: indices, kind: .string(escaped: isEscaped))
    return member.isString(literal, in: span)
  }
}

extension Span<UInt8> {
  /// The bytes at `range`, which lies in the text.
  func bytes(_ range: Range<Int>) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.append(self, range)
    return bytes
  }
}
