/// The start of a frame, up to its payload.
///
///      0                   1                   2                   3
///      0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
///     +-+-+-+-+-------+-+-------------+-------------------------------+
///     |F|R|R|R| opcode|M| Payload len |    Extended payload length    |
///     |I|S|S|S|  (4)  |A|     (7)     |           (16 or 64)          |
///     |N|V|V|V|       |S|             |                               |
///     | |1|2|3|       |K|             |  Masking-key (32, if MASK)    |
///     +-+-+-+-+-------+-+-------------+-------------------------------+
///
/// RFC 6455 5.2.
struct FrameHeader: Equatable {
  /// The longest header: two bytes, a 64-bit length and a masking key.
  static let maximumByteCount = 14
  /// RFC 6455 5.5: "All control frames MUST have a payload length of 125 bytes or less".
  static let maximumControlPayload = 125

  let isFinal: Bool
  let opcode: Opcode
  /// Nil in an unmasked frame.
  let key: MaskingKey?
  let payloadLength: Int
  /// The bytes that the header itself takes.
  let byteCount: Int

  /// Reads the header that `bytes` start with; nil while it is incomplete.
  ///
  /// Checks all that a header can get wrong by itself, and as soon as the bytes at fault are
  /// there. What depends on the frames before and on limits is the reader's to check.
  @inline(__always)
  static func parse(
    _ bytes: borrowing RawSpan, role: Role
  ) throws(ProtocolViolation) -> FrameHeader? {
    guard bytes.byteCount >= 2 else { return nil }
    let first = bytes.byte(at: 0)
    let second = bytes.byte(at: 1)
    // RFC 6455 5.2: RSV bits "MUST be 0 unless an extension is negotiated"; none ever is.
    guard first & 0x70 == 0 else { throw .init(.protocolError, "reserved bit set") }
    guard let opcode = Opcode(rawValue: first & 0x0F) else {
      throw .init(.protocolError, "reserved opcode")
    }
    let isFinal = first & 0x80 != 0
    let isMasked = second & 0x80 != 0
    let shortLength = second & 0x7F
    if opcode.isControl {
      // RFC 6455 5.5: control frames "MUST NOT be fragmented" and carry at most 125 bytes.
      guard isFinal else { throw .init(.protocolError, "fragmented control frame") }
      guard shortLength <= maximumControlPayload else {
        throw .init(.protocolError, "control frame longer than 125 bytes")
      }
    }
    // RFC 6455 5.1: a server "MUST close the connection upon receiving a frame that is not
    // masked", a client upon one that is.
    switch role {
    case .server: guard isMasked else { throw .init(.protocolError, "unmasked frame") }
    case .client: guard !isMasked else { throw .init(.protocolError, "masked frame") }
    }

    let payloadLength: Int
    var byteCount = 2
    switch shortLength {
    case 126:
      guard bytes.byteCount >= 4 else { return nil }
      payloadLength = Int(bytes.bigEndian(at: 2, as: UInt16.self))
      byteCount = 4
      // RFC 6455 5.2: "the minimal number of bytes MUST be used to encode the length".
      guard payloadLength > 125 else { throw .init(.protocolError, "length not in minimal form") }
    case 127:
      guard bytes.byteCount >= 10 else { return nil }
      // RFC 6455 5.2: "the most significant bit MUST be 0".
      guard let length = Int(exactly: bytes.bigEndian(at: 2, as: UInt64.self)) else {
        throw .init(.protocolError, "length beyond 63 bits")
      }
      payloadLength = length
      byteCount = 10
      guard payloadLength > 0xFFFF else {
        throw .init(.protocolError, "length not in minimal form")
      }
    default:
      payloadLength = Int(shortLength)
    }

    var key: MaskingKey?
    if isMasked {
      guard bytes.byteCount >= byteCount + 4 else { return nil }
      key = MaskingKey(rawValue: bytes.bigEndian(at: byteCount, as: UInt32.self))
      byteCount += 4
    }
    return FrameHeader(
      isFinal: isFinal, opcode: opcode, key: key, payloadLength: payloadLength,
      byteCount: byteCount)
  }
}

extension RawSpan {
  /// The byte at `offset`, bounds checked.
  @inline(__always)
  func byte(at offset: Int) -> UInt8 {
    // Every bit pattern is a byte: the load is safe for this type.
    unsafe unsafeLoad(fromByteOffset: offset, as: UInt8.self)
  }

  /// The integer in network byte order at `offset`, bounds checked.
  @inline(__always)
  func bigEndian<Integer: FixedWidthInteger & BitwiseCopyable>(
    at offset: Int, as type: Integer.Type
  ) -> Integer {
    // Every bit pattern is an integer: the load is safe for these types.
    Integer(bigEndian: unsafe unsafeLoadUnaligned(fromByteOffset: offset, as: type))
  }
}
