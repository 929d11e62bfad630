import CSIMD

/// Sixteen bytes of a text, compared at once; one bit for each, the first byte's lowest.
struct ByteChunk {
  private let bytes: SIMD16<Int8>

  /// The bytes at `position`. Callers keep `position + 16` within the text.
  @inline(__always)
  init(_ text: Span<UInt8>, uncheckedAt position: Int) {
    // The chunk's type has no invalid bits.
    bytes = unsafe text.bytes.unsafeLoadUnaligned(
      fromUncheckedByteOffset: position, as: SIMD16<Int8>.self)
  }

  /// The bytes that end a plain run of a string: quotes, backslashes and what is outside printable
  /// ASCII.
  @inline(__always)
  var special: UInt64 {
    Self.bits(isQuoteOrOutside .| isBackslash)
  }

  @inline(__always)
  var quotes: UInt64 { Self.bits(bytes .== SIMD16(repeating: Int8(bitPattern: ASCII.quote))) }

  @inline(__always)
  var backslashes: UInt64 { Self.bits(isBackslash) }

  /// Control bytes and non-ASCII ones.
  @inline(__always)
  var outside: UInt64 { Self.bits(bytes .< SIMD16(repeating: 0x20)) }

  /// The letters of the escapes `\r` and `\n`.
  @inline(__always)
  var lineLetters: UInt64 { Self.bits(isLineLetter) }

  @inline(__always)
  var isLineLetter: SIMDMask<SIMD16<Int8>> {
    (bytes .== SIMD16(repeating: Int8(bitPattern: UInt8(ascii: "n"))))
      .| (bytes .== SIMD16(repeating: Int8(bitPattern: UInt8(ascii: "r"))))
  }

  /// The bytes that are this one, which is given sixteen times.
  @inline(__always)
  func isByte(_ byte: SIMD16<Int8>) -> SIMDMask<SIMD16<Int8>> { bytes .== byte }

  @inline(__always)
  var isBackslash: SIMDMask<SIMD16<Int8>> {
    bytes .== SIMD16(repeating: Int8(bitPattern: ASCII.backslash))
  }

  @inline(__always)
  var isQuoteOrOutside: SIMDMask<SIMD16<Int8>> {
    // Flipping one bit exchanges the quote, 0x22, and the space, 0x20; signed, non-ASCII bytes are
    // negative: one comparison finds all three kinds.
    bytes ^ SIMD16(repeating: 2) .< SIMD16(repeating: 0x21)
  }

  @inline(__always)
  static func bits(_ mask: SIMDMask<SIMD16<Int8>>) -> UInt64 {
    // A mask is stored as the vector of 0 and -1 it is made of.
    csimd_bits(unsafe unsafeBitCast(mask, to: SIMD16<Int8>.self))
  }
}

/// Sixty-four bytes of a string, taken apart without a branch for each escape; one bit for each
/// byte, the first byte's lowest.
struct ByteBlock {
  private(set) var quotes: UInt64
  private(set) var backslashes: UInt64
  /// The letters of the escapes `\r` and `\n`, with which each line of SDP ends (RFC 8866 5).
  private(set) var lineLetters: UInt64
  /// Control bytes and non-ASCII ones.
  private(set) var outside: UInt64

  /// The bytes at `position`. Callers keep `position + 64` within the text.
  @inline(__always)
  init(_ text: Span<UInt8>, uncheckedAt position: Int) {
    let chunk0 = ByteChunk(text, uncheckedAt: position)
    let chunk1 = ByteChunk(text, uncheckedAt: position &+ 16)
    let chunk2 = ByteChunk(text, uncheckedAt: position &+ 32)
    let chunk3 = ByteChunk(text, uncheckedAt: position &+ 48)
    quotes = Self.join(chunk0.quotes, chunk1.quotes, chunk2.quotes, chunk3.quotes)
    backslashes = Self.join(
      chunk0.backslashes, chunk1.backslashes, chunk2.backslashes, chunk3.backslashes)
    lineLetters = Self.join(
      chunk0.lineLetters, chunk1.lineLetters, chunk2.lineLetters, chunk3.lineLetters)
    outside = Self.join(chunk0.outside, chunk1.outside, chunk2.outside, chunk3.outside)
  }

  @inline(__always)
  private static func join(_ a: UInt64, _ b: UInt64, _ c: UInt64, _ d: UInt64) -> UInt64 {
    (a | b &<< 16) | (c | d &<< 16) &<< 32
  }

  /// The block without its first `count` bytes; unset bits take the place of what follows.
  @inline(__always)
  func dropFirst(_ count: Int) -> ByteBlock {
    var block = self
    block.quotes &>>= UInt64(truncatingIfNeeded: count)
    block.backslashes &>>= UInt64(truncatingIfNeeded: count)
    block.lineLetters &>>= UInt64(truncatingIfNeeded: count)
    block.outside &>>= UInt64(truncatingIfNeeded: count)
    return block
  }

  /// The bytes that the backslash before them escapes. `carry` is 1 when the block before ends in
  /// such a backslash, and becomes 1 when this one does.
  @inline(__always)
  func escaped(carry: inout UInt64) -> UInt64 {
    // Of a run of backslashes every other one escapes its neighbour. Subtracting each run's start
    // from the odd places, borrows stop where it ends, and so tell odd runs from even ones.
    let odd: UInt64 = 0xAAAA_AAAA_AAAA_AAAA
    let starts = backslashes & ~carry
    let codes = ((starts &<< 1 | odd) &- starts) ^ odd
    let escaped = codes ^ (backslashes | carry)
    carry = (codes & backslashes) &>> 63
    return escaped
  }
}

extension Span<UInt8> {
  /// Whether the next 64 bytes of the string are there, and are nothing but plain bytes and the
  /// escapes `\r` and `\n`, which end each line of SDP (RFC 8866 5). `position` is not 0.
  ///
  /// A backslash that is itself escaped counts as one that escapes, so some blocks are turned down
  /// though they qualify.
  @inline(__always)
  func isPlainOrLines(at position: Int, hasLines: inout Bool) -> Bool {
    guard position &+ 64 <= count else { return false }
    var others = SIMDMask<SIMD16<Int8>>(repeating: false)
    var escaped = others
    for offset in stride(from: 0, to: 64, by: 16) {
      let chunk = ByteChunk(self, uncheckedAt: position &+ offset)
      let follows = ByteChunk(self, uncheckedAt: position &+ offset &- 1).isBackslash
      escaped .|= follows
      others .|= chunk.isQuoteOrOutside .| (follows .& .!chunk.isLineLetter)
    }
    if ByteChunk.bits(others) != 0 { return false }
    if ByteChunk.bits(escaped) != 0 { hasLines = true }
    return true
  }

  /// The block of a string at `position`, which is within the text. What follows the text counts
  /// as plain bytes, or as control bytes.
  @inline(__always)
  func block(at position: Int) -> ByteBlock {
    let last = count &- 64
    if position <= last { return ByteBlock(self, uncheckedAt: position) }
    return lastBlock(at: position)
  }

  /// `block(at:)` when fewer than 64 bytes are left.
  @inline(never)
  private func lastBlock(at position: Int) -> ByteBlock {
    if count >= 64 {
      let last = count &- 64
      return ByteBlock(self, uncheckedAt: last).dropFirst(position &- last)
    }
    var padded = InlineArray<64, UInt8>(repeating: 0)
    for index in position..<count { padded[index &- position] = byte(at: index) }
    return ByteBlock(padded.span, uncheckedAt: 0)
  }
}
