/// The first bytes of a frame header whose rest has not arrived.
struct PartialHeader {
  private var bytes = InlineArray<14, UInt8>(repeating: 0)
  private(set) var count: UInt8 = 0

  /// Adds one byte; answers the header that it completes. No header is longer than the storage.
  mutating func append(_ byte: UInt8, role: Role) throws(ProtocolViolation) -> FrameHeader? {
    bytes[Int(count)] = byte
    count += 1
    // The bytes of an integer have no padding: reading them raw is safe.
    return try FrameHeader.parse(
      unsafe bytes.span.bytes.extracting(first: Int(count)), role: role)
  }
}
