extension Member {
  /// The key as a string; `text` is the scanned text.
  public func keyText(in text: Span<UInt8>) -> String {
    text.string(key)
  }

  /// A string value, escapes resolved and surrogate pairs joined; nil for other kinds. `text` is
  /// the scanned text.
  public func string(in text: Span<UInt8>) -> String? {
    guard case .string(let escaped) = kind, let content else { return nil }
    guard escaped else { return text.string(content) }
    var units: [UInt8] = []
    units.reserveCapacity(content.count)
    text.forEachUnescapedByte(of: content) { byte in
      units.append(byte)
      return true
    }
    return String(decoding: units, as: UTF8.self)
  }

  /// Whether the value is a string that reads `literal` once its escapes are resolved; `text` is
  /// the scanned text. Allocates nothing.
  @inlinable @inline(__always)
  public func isString(_ literal: StaticString, in text: Span<UInt8>) -> Bool {
    guard case .string(let escaped) = kind else { return false }
    if escaped { return reads(literal, in: text) }
    // A string's range holds its two quotes at least.
    let content = unsafe Range(uncheckedBounds: (value.lowerBound &+ 1, value.upperBound &- 1))
    return text.range(content, equals: literal)
  }

  /// Whether the value is a string that reads `other` once its escapes are resolved; `text` is the
  /// scanned text. Allocates nothing.
  public func equals(_ other: String, in text: Span<UInt8>) -> Bool {
    // Not `utf8Span`; see `appendJSON`.
    var other = other
    return other.withUTF8 { unsafe reads($0.span, in: text) }
  }

  @usableFromInline
  func reads(_ literal: StaticString, in text: Span<UInt8>) -> Bool {
    literal.withUTF8Buffer { reads(unsafe $0.span, in: text) }
  }

  private func reads(_ other: Span<UInt8>, in text: Span<UInt8>) -> Bool {
    guard case .string(let escaped) = kind, let content else { return false }
    guard escaped else { return text.range(content, equals: other) }
    var matched = 0
    let isPrefix = text.forEachUnescapedByte(of: content) { byte in
      guard matched < other.count, other[matched] == byte else { return false }
      matched += 1
      return true
    }
    return isPrefix && matched == other.count
  }
}

extension [UInt8] {
  /// Appends the UTF-8 bytes of a string value, escapes resolved; nothing for other kinds. `text` is
  /// the scanned text. So a string that holds JSON is taken out of its quotes.
  public mutating func appendText(of member: Member, in text: Span<UInt8>) {
    guard case .string(let escaped) = member.kind, let content = member.content else { return }
    guard escaped else { return append(text, content) }
    reserveCapacity(count + content.count)
    var position = content.lowerBound
    while position < content.upperBound {
      // The closing quote ends the last run.
      let end = text.endOfPlainRun(from: position)
      append(text, position..<end)
      position = end
      let byte = text.byte(at: position)
      if byte == ASCII.backslash {
        let (scalar, length) = text.escapedScalar(at: position)
        if scalar.isASCII {
          append(UInt8(scalar.value))
        } else {
          append(contentsOf: String(scalar).utf8)
        }
        position += length
      } else if position < content.upperBound {
        append(byte)
        position += 1
      }
    }
  }
}

extension Span<UInt8> {
  /// The string at `range`, which a scan has found to be UTF-8.
  fileprivate func string(_ range: Range<Int>) -> String {
    unsafe withUnsafeBytes { unsafe String(decoding: $0[range], as: UTF8.self) }
  }

  /// Calls `body` with each UTF-8 byte of the checked string content at `range`, escapes resolved,
  /// until it returns false; tells whether it never did.
  @discardableResult
  fileprivate func forEachUnescapedByte(of range: Range<Int>, _ body: (UInt8) -> Bool) -> Bool {
    var position = range.lowerBound
    while position < range.upperBound {
      let byte = byte(at: position)
      if byte != ASCII.backslash {
        guard body(byte) else { return false }
        position += 1
      } else {
        let (scalar, length) = escapedScalar(at: position)
        for unit in String(scalar).utf8 where !body(unit) { return false }
        position += length
      }
    }
    return true
  }

  /// The scalar that the checked escape at `start` stands for, and the escape's length in bytes.
  fileprivate func escapedScalar(at start: Int) -> (Unicode.Scalar, length: Int) {
    switch byte(at: start + 1) {
    case UInt8(ascii: "b"): return ("\u{8}", 2)
    case UInt8(ascii: "f"): return ("\u{C}", 2)
    case UInt8(ascii: "n"): return ("\n", 2)
    case UInt8(ascii: "r"): return ("\r", 2)
    case UInt8(ascii: "t"): return ("\t", 2)
    case UInt8(ascii: "u"):
      let unit = checkedCodeUnit(ofEscapeAt: start)
      if let scalar = Unicode.Scalar(unit) { return (scalar, 6) }
      let trail = checkedCodeUnit(ofEscapeAt: start + 6)
      let value = 0x10000 + (UInt32(unit & 0x3FF) << 10 | UInt32(trail & 0x3FF))
      return (Unicode.Scalar(value) ?? "\u{FFFD}", 12)
    case let other: return (Unicode.Scalar(other), 2)
    }
  }

  /// The value of the checked `\uXXXX` whose backslash is at `start`.
  private func checkedCodeUnit(ofEscapeAt start: Int) -> UInt16 {
    (start + 2..<start + 6).reduce(0) {
      $0 << 4 | (ASCII.hexadecimalValue(byte(at: $1)) ?? 0)
    }
  }
}
