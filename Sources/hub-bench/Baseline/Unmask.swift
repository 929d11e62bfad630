/// Copies masked payload bytes and unmasks them on the way (RFC 6455 5.3), 64 at a time.
/// - Parameters:
///   - source: Where the masked bytes are.
///   - target: Where they go: `source` itself, or at least four bytes before it; may overlap.
///   - mask: The masking key as it lies in memory, turned to the first byte of `source`.
@inline(__always)
func unmask(
  from source: UnsafeRawPointer, to target: UnsafeMutableRawPointer, count: Int, mask: UInt32
) {
  let word = UInt64(mask) &* 0x1_0000_0001
  let wide = SIMD8<UInt64>(repeating: word)
  var done = 0
  while done &+ 64 <= count {
    let bytes = unsafe source.loadUnaligned(fromByteOffset: done, as: SIMD8<UInt64>.self)
    unsafe target.storeBytes(of: bytes ^ wide, toByteOffset: done, as: SIMD8<UInt64>.self)
    done &+= 64
  }
  while done &+ 8 <= count {
    let bytes = unsafe source.loadUnaligned(fromByteOffset: done, as: UInt64.self)
    unsafe target.storeBytes(of: bytes ^ word, toByteOffset: done, as: UInt64.self)
    done &+= 8
  }
  while done < count {
    let key = UInt8(truncatingIfNeeded: word &>> UInt64(8 &* (done & 7)))
    let byte = unsafe source.load(fromByteOffset: done, as: UInt8.self)
    unsafe target.storeBytes(of: byte ^ key, toByteOffset: done, as: UInt8.self)
    done &+= 1
  }
}
