extension Span<UInt8> {
  /// The byte at `position`, or 0 past the end: no grammar rule allows a NUL, so one comparison
  /// covers both a wrong byte and the end, and `failure(_:at:)` tells them apart afterwards.
  @inline(__always)
  func byte(at position: Int) -> UInt8 {
    // Positions only grow from 0, and the upper bound is checked here.
    guard position < count else { return 0 }
    return unsafe self[unchecked: position]
  }

  /// The eight bytes at `position`, the first one lowest. Callers keep them within the text.
  @inline(__always)
  func word(uncheckedAt position: Int) -> UInt64 {
    // Every caller has checked that position + 8 is within the text.
    let word = unsafe bytes.unsafeLoadUnaligned(
      fromUncheckedByteOffset: position, as: UInt64.self)
    return word.littleEndian
  }

  /// The first position at or after `start` that holds no JSON white space.
  @inline(__always)
  func skipWhiteSpace(from start: Int) -> Int {
    var position = start
    while true {
      let byte = byte(at: position)
      if byte > ASCII.space { return position }
      switch byte {
      case ASCII.space, ASCII.lineFeed, ASCII.carriageReturn, ASCII.tab: position &+= 1
      default: return position
      }
    }
  }

  /// The error for a text that is not what the grammar wants at `position`: `kind`, unless the
  /// text simply ends there or is not UTF-8 there.
  @inline(never)
  func failure(_ kind: EnvelopeError.Kind, at position: Int) -> EnvelopeError {
    if position >= count { return EnvelopeError(.unexpectedEnd, at: count) }
    if byte(at: position) >= 0x80 {
      do throws(EnvelopeError) { _ = try endOfScalar(from: position) } catch { return error }
    }
    return EnvelopeError(kind, at: position)
  }

  /// The error for a text whose value at `start`, the first, is not of the kind that was expected.
  @inline(never)
  func openingFailure(_ kind: EnvelopeError.Kind, at start: Int) -> EnvelopeError {
    // RFC 8259 8.1: implementations must not add a byte order mark.
    if (byte(at: 0), byte(at: 1), byte(at: 2)) == (0xEF, 0xBB, 0xBF) {
      return EnvelopeError(.byteOrderMark, at: 0)
    }
    return failure(kind, at: start)
  }

  /// Whether two ranges hold the same bytes.
  func areEqual(_ left: Range<Int>, _ right: Range<Int>) -> Bool {
    guard left.count == right.count else { return false }
    return unsafe withUnsafeBytes { bytes in
      unsafe UnsafeRawBufferPointer(rebasing: bytes[left])
        .elementsEqual(UnsafeRawBufferPointer(rebasing: bytes[right]))
    }
  }
}
