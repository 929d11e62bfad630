/// The four bytes that a client XORs its payload with (RFC 6455 5.3), against proxies that would
/// take the payload for HTTP. Masking twice with one key restores the payload.
public struct MaskingKey: RawRepresentable, Hashable, Sendable {
  /// The key in network byte order: the top byte masks the first byte of the payload.
  public let rawValue: UInt32

  /// Takes the four bytes as one big-endian number.
  public init(rawValue: UInt32) {
    self.rawValue = rawValue
  }

  /// A fresh key, as every frame of a client needs one (RFC 6455 5.3).
  public static func random(using generator: inout some RandomNumberGenerator) -> MaskingKey {
    MaskingKey(rawValue: .random(in: .min ... .max, using: &generator))
  }

  /// The key for the bytes that follow `count` masked bytes of the same payload.
  @inline(__always)
  func advanced(by count: Int) -> MaskingKey {
    let bits = UInt32(truncatingIfNeeded: count & 3) &* 8
    return MaskingKey(rawValue: rawValue &<< bits | rawValue &>> ((32 &- bits) & 31))
  }

  /// Masks or unmasks `bytes` in place and tells whether the result is all ASCII.
  ///
  /// Works at any alignment, 64 bytes at a time. The answer costs one OR a word and spares text
  /// its second pass: ASCII is UTF-8.
  @discardableResult
  @inline(__always)
  public func apply(to bytes: UnsafeMutableRawBufferPointer) -> Bool {
    guard let base = bytes.baseAddress else { return true }
    let count = bytes.count
    let word = UInt64(rawValue) << 32 | UInt64(rawValue)
    // In memory the key's first byte comes first, whatever the byte order of the machine.
    let key = word.bigEndian
    var seen: UInt64 = 0
    var index = 0
    if count >= 64 {
      let wideKey = SIMD8<UInt64>(repeating: key)
      var wideSeen = SIMD8<UInt64>.zero
      repeat {
        let plain =
          unsafe base.loadUnaligned(fromByteOffset: index, as: SIMD8<UInt64>.self) ^ wideKey
        unsafe base.storeBytes(of: plain, toByteOffset: index, as: SIMD8<UInt64>.self)
        wideSeen |= plain
        index &+= 64
      } while index &+ 64 <= count
      for lane in 0..<8 { seen |= wideSeen[lane] }
    }
    while index &+ 8 <= count {
      let plain = unsafe base.loadUnaligned(fromByteOffset: index, as: UInt64.self) ^ key
      unsafe base.storeBytes(of: plain, toByteOffset: index, as: UInt64.self)
      seen |= plain
      index &+= 8
    }
    // `index` is a multiple of 4 here, so the key still starts with its first byte.
    if index &+ 4 <= count {
      let half = rawValue.bigEndian
      let plain = unsafe base.loadUnaligned(fromByteOffset: index, as: UInt32.self) ^ half
      unsafe base.storeBytes(of: plain, toByteOffset: index, as: UInt32.self)
      seen |= UInt64(plain)
      index &+= 4
    }
    var shift: UInt32 = 24
    while index < count {
      let plain =
        unsafe base.load(fromByteOffset: index, as: UInt8.self)
        ^ UInt8(truncatingIfNeeded: rawValue &>> shift)
      unsafe base.storeBytes(of: plain, toByteOffset: index, as: UInt8.self)
      seen |= UInt64(plain)
      shift &-= 8
      index &+= 1
    }
    return seen & 0x8080_8080_8080_8080 == 0
  }
}
