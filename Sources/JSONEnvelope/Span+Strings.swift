extension Span<UInt8> {
  /// The end of the run of plain string bytes that starts at `start`: the position of the first
  /// quote, backslash, control byte or non-ASCII byte, or the end of the text.
  ///
  /// Sixteen bytes a step. This loop is where a scan spends its time.
  @inline(__always)
  func endOfPlainRun(from start: Int) -> Int {
    var position = start
    let lastChunk = count &- 16
    while position <= lastChunk {
      let special = specialBytes(at: position)
      if special != 0 { return position &+ special.trailingZeroBitCount &>> 3 }
      position &+= 16
    }
    guard lastChunk >= 0 else { return endOfShortPlainRun(from: position) }
    // The rest is shorter than a chunk: look at the text's last chunk and shift out what is
    // already known.
    let known = position &- lastChunk
    guard known < 16 else { return count }
    let special = specialBytes(at: lastChunk) >> (known &<< 3)
    return special == 0 ? count : position &+ special.trailingZeroBitCount &>> 3
  }

  /// All ones in the place of each byte of the chunk at `position` that is not plain.
  @inline(__always)
  private func specialBytes(at position: Int) -> UInt128 {
    // Both callers keep position + 16 within the text; the chunk's type has no invalid bits.
    let chunk = unsafe bytes.unsafeLoadUnaligned(
      fromUncheckedByteOffset: position, as: SIMD16<Int8>.self)
    // Signed, non-ASCII bytes are negative: one comparison finds them and the control bytes.
    let outside = chunk .< SIMD16<Int8>(repeating: 0x20)
    let quotes = chunk .== SIMD16<Int8>(repeating: 0x22)
    let backslashes = chunk .== SIMD16<Int8>(repeating: 0x5C)
    let special = outside .| quotes .| backslashes
    return unsafe unsafeBitCast(special, to: UInt128.self).littleEndian
  }

  /// `endOfPlainRun(from:)` for texts shorter than one chunk.
  private func endOfShortPlainRun(from start: Int) -> Int {
    var position = start
    while position < count {
      switch byte(at: position) {
      case 0..<0x20, ASCII.quote, ASCII.backslash, 0x80...: return position
      default: position &+= 1
      }
    }
    return position
  }

  /// The position behind the closing quote of the string whose first content byte is at `start`.
  ///
  /// `escaped` becomes true when the string contains an escape.
  @inline(__always)
  func endOfString(from start: Int, escaped: inout Bool) throws(EnvelopeError) -> Int {
    let position = endOfPlainRun(from: start)
    if byte(at: position) == ASCII.quote { return position &+ 1 }
    return try endOfSpecialString(from: position, escaped: &escaped)
  }

  /// The position of the closing quote of the top-level key whose first byte is at `start`.
  @inline(__always)
  func endOfKey(from start: Int) throws(EnvelopeError) -> Int {
    var position = endOfPlainRun(from: start)
    while byte(at: position) >= 0x80 {
      position = endOfPlainRun(from: try endOfScalar(from: position))
    }
    if byte(at: position) == ASCII.quote { return position }
    // `"\u0066rom"` is `"from"` to every parser, and must not get past a check of ranges.
    let isEscape = byte(at: position) == ASCII.backslash
    throw failure(isEscape ? .escapedKey : .controlCharacter, at: position)
  }

  /// `endOfString(from:escaped:)` for a string with a special byte other than its closing quote,
  /// or with no closing quote, at `start`.
  @inline(never)
  private func endOfSpecialString(
    from start: Int, escaped: inout Bool
  ) throws(EnvelopeError) -> Int {
    var position = start
    while true {
      switch byte(at: position) {
      case ASCII.quote: return position &+ 1
      case ASCII.backslash:
        escaped = true
        if isLineEnd(at: position) {
          position &+= 4
        } else {
          position = try endOfEscape(from: position)
          if byte(at: position) == ASCII.backslash { continue }
        }
      case 0x80...:
        position = try endOfScalar(from: position)
        if byte(at: position) >= 0x80 { continue }
      default: throw failure(.controlCharacter, at: position)
      }
      position = endOfPlainRun(from: position)
    }
  }

  /// Whether `\r\n`, both escaped, starts at `position`: RFC 8866 5 ends each line of SDP with it,
  /// so it is by far the most frequent escape.
  @inline(__always)
  private func isLineEnd(at position: Int) -> Bool {
    guard position &+ 4 <= count else { return false }
    // The four bytes are within the text, and an integer has no invalid bits.
    let word = unsafe bytes.unsafeLoadUnaligned(
      fromUncheckedByteOffset: position, as: UInt32.self)
    return word.littleEndian == 0x6E5C_725C
  }

  /// The position behind the escape whose backslash is at `start`.
  @inline(__always)
  private func endOfEscape(from start: Int) throws(EnvelopeError) -> Int {
    switch byte(at: start &+ 1) {
    case ASCII.quote, ASCII.backslash, UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
      UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
      return start &+ 2
    default: return try endOfUnicodeEscape(from: start)
    }
  }

  /// The position behind the `\uXXXX`, or pair of them, whose backslash is at `start`.
  @inline(never)
  private func endOfUnicodeEscape(from start: Int) throws(EnvelopeError) -> Int {
    let unit = try codeUnit(ofEscapeAt: start)
    guard UTF16.isSurrogate(unit) else { return start &+ 6 }
    // RFC 8259 7: a scalar outside the basic plane is written as a UTF-16 surrogate pair.
    guard UTF16.isLeadSurrogate(unit) else { throw EnvelopeError(.loneSurrogate, at: start) }
    let next = start &+ 6
    switch (byte(at: next), byte(at: next &+ 1)) {
    case (ASCII.backslash, UInt8(ascii: "u")):
      if UTF16.isTrailSurrogate(try codeUnit(ofEscapeAt: next)) { return start &+ 12 }
    case (ASCII.backslash, _) where next &+ 1 >= count, (_, _) where next >= count:
      throw EnvelopeError(.unexpectedEnd, at: count)
    default: break
    }
    throw EnvelopeError(.loneSurrogate, at: start)
  }

  /// The value of the `\uXXXX` whose backslash is at `start`.
  @inline(__always)
  private func codeUnit(ofEscapeAt start: Int) throws(EnvelopeError) -> UInt16 {
    guard byte(at: start &+ 1) == UInt8(ascii: "u") else { throw badEscape(at: start) }
    var unit: UInt16 = 0
    for position in start &+ 2..<start &+ 6 {
      guard let digit = ASCII.hexadecimalValue(byte(at: position)) else {
        throw badEscape(at: start)
      }
      unit = unit &<< 4 | digit
    }
    return unit
  }

  /// The error for the malformed escape whose backslash is at `start`: cut short by the end of the
  /// text, or wrong.
  private func badEscape(at start: Int) -> EnvelopeError {
    var position = start &+ 1
    if byte(at: position) == UInt8(ascii: "u") {
      position &+= 1
      while position < start &+ 6, ASCII.hexadecimalValue(byte(at: position)) != nil {
        position &+= 1
      }
    }
    return position < count
      ? EnvelopeError(.invalidEscape, at: start) : EnvelopeError(.unexpectedEnd, at: count)
  }
}
