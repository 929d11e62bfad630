extension Span<UInt8> {
  /// The end of the run of plain string bytes that starts at `start`: the position of the first
  /// quote, backslash, control byte or non-ASCII byte, or the end of the text.
  @inline(__always)
  func endOfPlainRun(from start: Int) -> Int {
    guard count >= 16 else { return endOfShortPlainRun(from: start) }
    var position = start
    while position < count {
      let special = specialBytes(at: position)
      if special != 0 { return position &+ special.trailingZeroBitCount }
      position &+= 16
    }
    return count
  }

  /// Of the 16 bytes at `position`, those that end a plain run; bytes behind the text do not.
  ///
  /// A text shorter than that is said to end a run at once.
  @inline(__always)
  private func specialBytes(at position: Int) -> UInt64 {
    let last = count &- 16
    if position <= last { return ByteChunk(self, uncheckedAt: position).special }
    guard last >= 0 else { return 1 }
    // The text's last 16 bytes, without those before `position`, which is at most 32 bytes off.
    let known = UInt64(truncatingIfNeeded: position &- last)
    return ByteChunk(self, uncheckedAt: last).special &>> known
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
    // Most strings are short and plain.
    var position = start
    for _ in 0..<2 {
      let special = specialBytes(at: position)
      if special != 0 {
        position &+= special.trailingZeroBitCount
        if byte(at: position) == ASCII.quote { return position &+ 1 }
        break
      }
      position &+= 16
    }
    return try endOfLongString(from: position, escaped: &escaped)
  }

  /// The position of the closing quote of the top-level key whose first byte is at `start`.
  @inline(__always)
  func endOfKey(from start: Int) throws(EnvelopeError) -> Int {
    let position = start &+ specialBytes(at: start).trailingZeroBitCount
    if byte(at: position) == ASCII.quote, position < start &+ 16 { return position }
    return try endOfLongKey(from: start)
  }

  /// `endOfKey(from:)` for any key.
  @inline(never)
  private func endOfLongKey(from start: Int) throws(EnvelopeError) -> Int {
    var position = endOfPlainRun(from: start)
    while byte(at: position) >= 0x80 {
      position = endOfPlainRun(from: try endOfScalar(from: position))
    }
    if byte(at: position) == ASCII.quote { return position }
    // `"\u0066rom"` is `"from"` to every parser, and must not get past a check of ranges.
    let isEscape = byte(at: position) == ASCII.backslash
    throw failure(isEscape ? .escapedKey : .controlCharacter, at: position)
  }

  /// `endOfString(from:escaped:)` from any byte of the string on, a block a step. This loop is where a scan spends
  /// its time.
  @inline(never)
  private func endOfLongString(
    from start: Int, escaped: inout Bool
  ) throws(EnvelopeError) -> Int {
    var position = start
    var carry: UInt64 = 0
    var backslashes: UInt64 = 0
    var hasLines = false
    while position < count {
      if isPlainOrLines(at: position, hasLines: &hasLines) {
        position &+= 64
        carry = byte(at: position &- 1) == ASCII.backslash ? 1 : 0
        continue
      }
      // The last block's last backslash counts too.
      backslashes |= carry
      let block = block(at: position)
      let escapes = block.escaped(carry: &carry)
      let closing = block.quotes & ~escapes
      // All bits below the lowest one of `closing`; all bits at all, when there is none.
      let inside = (closing &- 1) & ~closing
      backslashes |= block.backslashes & inside
      let simple = block.quotes | block.backslashes | block.lineLetters
      let special = (block.outside | escapes & ~simple) & inside
      var end = position &+ 64
      if special != 0 {
        end = try endOfSpecials(special, escapes, at: position)
        // A scalar or an escape that goes on behind the block, and ends before the next byte.
        if end > position &+ 64 { carry = 0 }
      }
      if closing != 0 {
        escaped = hasLines || backslashes != 0
        return position &+ closing.trailingZeroBitCount &+ 1
      }
      position = end
    }
    throw EnvelopeError(.unexpectedEnd, at: count)
  }

  /// Checks what blocks leave open of the block at `start`: the bytes whose bits are set in
  /// `special`, each either escaped, when its bit in `escapes` is set, or not plain.
  ///
  /// Returns the block's end, or the position behind the sequence that goes on behind it.
  @inline(never)
  private func endOfSpecials(
    _ special: UInt64, _ escapes: UInt64, at start: Int
  ) throws(EnvelopeError) -> Int {
    var special = special
    while true {
      let offset = special.trailingZeroBitCount
      let position = start &+ offset
      let end: Int
      if escapes &>> UInt64(offset) & 1 != 0 {
        end = try endOfEscape(from: position &- 1)
      } else if byte(at: position) >= 0x80 {
        end = try endOfScalar(from: position)
      } else {
        throw failure(.controlCharacter, at: position)
      }
      guard end < start &+ 64 else { return end }
      special &= ~0 &<< UInt64(end &- start)
      if special == 0 { return start &+ 64 }
    }
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
