extension Span<UInt8> {
  /// The position behind the UTF-8 sequence of a non-ASCII scalar that starts at `start`.
  ///
  /// RFC 3629 4 gives the well-formed sequences; the second byte's range rules out overlong forms,
  /// surrogates and scalars above U+10FFFF.
  @inline(never)
  func endOfScalar(from start: Int) throws(EnvelopeError) -> Int {
    let second = byte(at: start &+ 1)
    switch byte(at: start) {
    case 0xC2...0xDF:
      if isContinuation(second) { return start &+ 2 }
    case 0xE0:
      if 0xA0...0xBF ~= second, isContinuation(byte(at: start &+ 2)) { return start &+ 3 }
    case 0xED:
      if 0x80...0x9F ~= second, isContinuation(byte(at: start &+ 2)) { return start &+ 3 }
    case 0xE1...0xEF:
      if isContinuation(second), isContinuation(byte(at: start &+ 2)) { return start &+ 3 }
    case 0xF0:
      if 0x90...0xBF ~= second, areContinuations(at: start &+ 2) { return start &+ 4 }
    case 0xF4:
      if 0x80...0x8F ~= second, areContinuations(at: start &+ 2) { return start &+ 4 }
    case 0xF1...0xF3:
      if isContinuation(second), areContinuations(at: start &+ 2) { return start &+ 4 }
    default: break
    }
    throw EnvelopeError(.invalidUTF8, at: start)
  }

  @inline(__always)
  private func isContinuation(_ byte: UInt8) -> Bool { byte & 0xC0 == 0x80 }

  @inline(__always)
  private func areContinuations(at position: Int) -> Bool {
    isContinuation(byte(at: position)) && isContinuation(byte(at: position &+ 1))
  }
}
