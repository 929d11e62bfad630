/// Frames as they go out (RFC 6455 5.2), with the length in its minimal form. A server leaves
/// `key` away; a client gives a fresh one to every frame (RFC 6455 5.3).
public enum FrameWriter {
  /// The longest header of all: 64-bit length and masking key.
  public static let maximumHeaderLength = 14

  /// The bytes that the header of a frame with `payloadLength` bytes takes: 2, 4 or 10, and 4 more
  /// with a masking key.
  @inlinable
  public static func headerLength(forPayload payloadLength: Int, masked: Bool = false) -> Int {
    let length = payloadLength <= 125 ? 2 : payloadLength <= 0xFFFF ? 4 : 10
    return masked ? length + 4 : length
  }

  /// Writes a header to the start of `target` and returns its length. `target` must have room for
  /// it. With a key the caller masks the payload, see `MaskingKey.apply(to:)`.
  @inlinable
  @discardableResult
  public static func writeHeader(
    opcode: Opcode, fin: Bool = true, payloadLength: Int, key: MaskingKey? = nil,
    into target: UnsafeMutableRawBufferPointer
  ) -> Int {
    let length = headerLength(forPayload: payloadLength, masked: key != nil)
    precondition(payloadLength >= 0 && target.count >= length)
    let maskBit: UInt8 = key == nil ? 0 : 0x80
    unsafe target[0] = (fin ? 0x80 : 0) | opcode.rawValue
    if payloadLength <= 125 {
      unsafe target[1] = maskBit | UInt8(payloadLength)
    } else if payloadLength <= 0xFFFF {
      unsafe target[1] = maskBit | 126
      unsafe target.storeBytes(
        of: UInt16(payloadLength).bigEndian, toByteOffset: 2, as: UInt16.self)
    } else {
      unsafe target[1] = maskBit | 127
      unsafe target.storeBytes(
        of: UInt64(payloadLength).bigEndian, toByteOffset: 2, as: UInt64.self)
    }
    if let key {
      unsafe target.storeBytes(
        of: key.rawValue.bigEndian, toByteOffset: length - 4, as: UInt32.self)
    }
    return length
  }

  /// A whole frame. Control frames take 125 bytes at most and are never fragmented.
  public static func frame(
    _ opcode: Opcode, _ payload: some Collection<UInt8>, fin: Bool = true, key: MaskingKey? = nil
  ) -> [UInt8] {
    let payloadLength = payload.count
    precondition(
      !opcode.isControl || (fin && payloadLength <= FrameHeader.maximumControlPayload),
      "RFC 6455 5.5: a control frame is final and carries at most 125 bytes")
    let headerLength = headerLength(forPayload: payloadLength, masked: key != nil)
    let total = headerLength + payloadLength
    return unsafe [UInt8](unsafeUninitializedCapacity: total) { buffer, count in
      let frame = UnsafeMutableRawBufferPointer(buffer)
      unsafe writeHeader(
        opcode: opcode, fin: fin, payloadLength: payloadLength, key: key, into: frame)
      let body = unsafe UnsafeMutableRawBufferPointer(rebasing: frame[headerLength..<total])
      unsafe body.copyBytes(from: payload)
      unsafe key?.apply(to: body)
      count = total
    }
  }
}
