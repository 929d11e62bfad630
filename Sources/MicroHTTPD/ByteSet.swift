/// A set of byte values below 128, as two words: one test is a shift and a mask.
struct ByteSet: Sendable {
  let low: UInt64
  let high: UInt64

  func contains(_ byte: UInt8) -> Bool {
    let word = byte < 64 ? low : high
    return byte < 128 && word >> UInt64(byte & 63) & 1 != 0
  }

  /// RFC 9110 5.6.2: the characters of a token, such as a field name.
  static let token = ByteSet(low: 0x03FF_6CFA_0000_0000, high: 0x57FF_FFFF_C7FF_FFFE)

  /// RFC 3986 3.2.2: what a registered name holds, `%` included: unreserved and sub-delims.
  static let registeredName = ByteSet(low: 0x2BFF_7FF2_0000_0000, high: 0x47FF_FFFE_87FF_FFFE)
}
