extension Span<UInt8> {
  /// The position behind the value that starts at `start`, and the value's kind.
  @inline(__always)
  func endOfValue(from start: Int, kind: inout Member.Kind) throws(EnvelopeError) -> Int {
    switch byte(at: start) {
    case ASCII.quote:
      var escaped = false
      let end = try endOfString(from: start &+ 1, escaped: &escaped)
      kind = .string(escaped: escaped)
      return end
    case ASCII.openingBrace:
      kind = .object
      return try endOfContainer(from: start)
    case ASCII.openingBracket:
      kind = .array
      return try endOfContainer(from: start)
    default:
      return try endOfPrimitive(from: start, kind: &kind)
    }
  }

  /// The position behind the number or literal that starts at `start`, and its kind.
  @inline(__always)
  func endOfPrimitive(from start: Int, kind: inout Member.Kind) throws(EnvelopeError) -> Int {
    switch byte(at: start) {
    case ASCII.minus, ASCII.zero...UInt8(ascii: "9"):
      kind = .number
      return try endOfNumber(from: start)
    case UInt8(ascii: "t"):
      kind = .true
      return try endOfLiteral("true", from: start)
    case UInt8(ascii: "f"):
      kind = .false
      return try endOfLiteral("false", from: start)
    case UInt8(ascii: "n"):
      kind = .null
      return try endOfLiteral("null", from: start)
    default: throw failure(.expectedValue, at: start)
    }
  }

  /// The position behind `literal`, whose first byte stands at `start`.
  private func endOfLiteral(_ literal: String, from start: Int) throws(EnvelopeError) -> Int {
    var position = start
    for expected in literal.utf8 {
      guard byte(at: position) == expected else { throw failure(.invalidLiteral, at: position) }
      position &+= 1
    }
    return position
  }

  /// The position behind the number that starts at `start`.
  ///
  /// RFC 8259 6: number = [ minus ] int [ frac ] [ exp ]
  private func endOfNumber(from start: Int) throws(EnvelopeError) -> Int {
    var position = start
    if byte(at: position) == ASCII.minus { position &+= 1 }
    if byte(at: position) == ASCII.zero {
      position &+= 1
      if ASCII.isDigit(byte(at: position)) { throw EnvelopeError(.invalidNumber, at: position) }
    } else {
      position = try endOfDigits(from: position)
    }
    if byte(at: position) == ASCII.point {
      position = try endOfDigits(from: position &+ 1)
    }
    if byte(at: position) | 0x20 == UInt8(ascii: "e") {
      position &+= 1
      let sign = byte(at: position)
      if sign == ASCII.plus || sign == ASCII.minus { position &+= 1 }
      position = try endOfDigits(from: position)
    }
    return position
  }

  /// The position behind the digits that start at `start`, of which there must be one at least.
  @inline(__always)
  private func endOfDigits(from start: Int) throws(EnvelopeError) -> Int {
    var position = start
    while ASCII.isDigit(byte(at: position)) { position &+= 1 }
    if position == start { throw failure(.invalidNumber, at: start) }
    return position
  }
}
