extension Span<UInt8> {
  /// The first position at or after `start` where `needle` begins, a text of two bytes or more; nil
  /// where there is none.
  ///
  /// Sixty-four places at a time are looked at for the needle's first and last byte; only where both
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
    let lastBlock = count &- 64 &- reach
    while lastBlock >= 0, position &+ length <= count {
      // The last block begins before the places that are left.
      let block = Swift.min(position, lastBlock)
      let places = (
        ends(at: block), ends(at: block &+ 16), ends(at: block &+ 32), ends(at: block &+ 48)
      )
      if ByteChunk.bits((places.0 .| places.1) .| (places.2 .| places.3)) != 0 {
        let low = ByteChunk.bits(places.0) | ByteChunk.bits(places.1) &<< 16
        let high = ByteChunk.bits(places.2) | ByteChunk.bits(places.3) &<< 16
        let left = (low | high &<< 32) &>> UInt64(truncatingIfNeeded: position &- block)
        if let found = match(needle, among: left, at: position) { return found }
      }
      position = block &+ 64
    }
    while position &+ 16 &+ reach <= count {
      let places = ByteChunk.bits(ends(at: position))
      if places != 0, let found = match(needle, among: places, at: position) { return found }
      position &+= 16
    }
    // Fewer than sixteen places are left, of a text that is short.
    while position &+ length <= count {
      if hasBytes(of: needle, at: position) { return position }
      position &+= 1
    }
    return nil
  }

  /// The first of the places whose bits are set, counted from `start`, where the needle is.
  @inline(__always)
  private func match(_ needle: StaticString, among places: UInt64, at start: Int) -> Int? {
    var places = places
    while places != 0 {
      let position = start &+ places.trailingZeroBitCount
      if hasBytes(of: needle, at: position) { return position }
      places &= places &- 1
    }
    return nil
  }

  /// Whether `literal` stands at `position`. Inlined, so that a short literal is compared without a
  /// loop.
  @inlinable @inline(__always)
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
