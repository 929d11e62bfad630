extension Span<UInt8> {
  /// The first position at or after `start` where `needle` begins, a text of two bytes or more; nil
  /// where there is none.
  ///
  /// Sixteen places at a time are looked at for the needle's first and last byte; only where both
  /// are, all of it is compared. So the needle is best chosen with two ends that are seldom met.
  public func firstPosition(of needle: StaticString, from start: Int = 0) -> Int? {
    let length = needle.utf8CodeUnitCount
    precondition(length > 1 && start >= 0)
    let reach = length &- 1
    let first = SIMD16(repeating: Int8(bitPattern: unsafe needle.utf8Start[0]))
    let last = SIMD16(repeating: Int8(bitPattern: unsafe needle.utf8Start[reach]))
    // Chunks of both bytes lie within the text.
    @inline(__always)
    func ends(at position: Int) -> SIMDMask<SIMD16<Int8>> {
      ByteChunk(self, uncheckedAt: position).isByte(first)
        .& ByteChunk(self, uncheckedAt: position &+ reach).isByte(last)
    }
    var position = start
    while position &+ 64 &+ reach <= count {
      let places = (
        ends(at: position), ends(at: position &+ 16), ends(at: position &+ 32),
        ends(at: position &+ 48)
      )
      if ByteChunk.bits((places.0 .| places.1) .| (places.2 .| places.3)) != 0 {
        let low = ByteChunk.bits(places.0) | ByteChunk.bits(places.1) &<< 16
        let high = ByteChunk.bits(places.2) | ByteChunk.bits(places.3) &<< 16
        if let found = match(needle, among: low | high &<< 32, at: position) { return found }
      }
      position &+= 64
    }
    while position &+ 16 &+ reach <= count {
      let places = ByteChunk.bits(ends(at: position))
      if places != 0, let found = match(needle, among: places, at: position) { return found }
      position &+= 16
    }
    // Fewer than sixteen places are left.
    while position &+ length <= count {
      if hasBytes(of: needle, at: position) { return position }
      position &+= 1
    }
    return nil
  }

  /// The first of the places whose bits are set, counted from `start`, where the needle is.
  private func match(_ needle: StaticString, among places: UInt64, at start: Int) -> Int? {
    var places = places
    while places != 0 {
      let position = start &+ places.trailingZeroBitCount
      if hasBytes(of: needle, at: position) { return position }
      places &= places &- 1
    }
    return nil
  }

  /// Whether `literal` stands at `position`.
  public func hasBytes(of literal: StaticString, at position: Int) -> Bool {
    let length = literal.utf8CodeUnitCount
    guard position >= 0, position &+ length <= count else { return false }
    for offset in 0..<length {
      // Both are within their bounds, as was just checked.
      guard unsafe self[unchecked: position &+ offset] == literal.utf8Start[offset] else {
        return false
      }
    }
    return true
  }
}
