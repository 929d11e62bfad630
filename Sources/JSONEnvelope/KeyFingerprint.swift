/// Turns keys into 64-bit fingerprints, so that a scan finds duplicate keys without comparing every
/// key's bytes with every other key's.
///
/// Keys of up to eight bytes are their own fingerprint. Longer ones are mixed with a random seed: a
/// sender who cannot know it cannot choose keys with equal fingerprints, which would make the bytes
/// of many long keys be compared after all. Equal fingerprints alone decide nothing.
@usableFromInline struct KeyFingerprint: Sendable {
  private let seed = UInt64.random(in: .min ... .max)

  /// The fingerprint of the key at `key`.
  @inline(__always)
  func callAsFunction(_ text: Span<UInt8>, _ key: Range<Int>) -> UInt64 {
    key.count <= 8 ? short(text, key) : long(text, key)
  }

  @inline(__always)
  private func short(_ text: Span<UInt8>, _ key: Range<Int>) -> UInt64 {
    if key.lowerBound &+ 8 <= text.count {
      let unused = UInt64(truncatingIfNeeded: 8 &- key.count) &* 8
      // Shifting by 64 and not by 0, as `&<<` would, is what an empty key needs.
      return text.word(uncheckedAt: key.lowerBound) << unused
    }
    return key.reduce(0) { $0 &<< 8 | UInt64(text.byte(at: $1)) }.byteSwapped
  }

  /// The fingerprint of `key`, which has at most eight bytes.
  @inlinable @inline(__always)
  static func short(_ key: StaticString) -> UInt64 {
    key.withUTF8Buffer { bytes in
      var word: UInt64 = 0
      // The last byte ends up highest, as in a little-endian word shifted to its end.
      for index in 0..<bytes.count { word = word &>> 8 | UInt64(unsafe bytes[index]) &<< 56 }
      return word
    }
  }

  @inline(never)
  private func long(_ text: Span<UInt8>, _ key: Range<Int>) -> UInt64 {
    var state = seed ^ UInt64(truncatingIfNeeded: key.count)
    for position in stride(from: key.lowerBound, to: key.upperBound &- 8, by: 8) {
      state = mix(state, text.word(uncheckedAt: position))
    }
    return mix(state, text.word(uncheckedAt: key.upperBound &- 8))
  }

  /// A 128-bit product folded to 64 bits; the factor is 2^64 divided by the golden ratio.
  @inline(__always)
  private func mix(_ state: UInt64, _ word: UInt64) -> UInt64 {
    let product = (state ^ word).multipliedFullWidth(by: 0x9E37_79B9_7F4A_7C15)
    return product.high ^ product.low
  }
}
