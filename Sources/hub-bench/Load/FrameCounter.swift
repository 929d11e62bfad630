/// The receiving half of a load client: counts whole messages by their frame headers and looks at
/// no payload but that of a ping.
struct FrameCounter {
  /// The payload of the last ping that nobody has answered yet; the caller clears it.
  var unansweredPing: [UInt8]?
  /// Whether the server has sent a close frame.
  private(set) var isClosed = false

  private var payloadLeft = 0
  private var first: UInt8 = 0
  private var partialHeader: [UInt8] = []
  private var controlPayload: [UInt8] = []

  /// Takes the next bytes of the stream.
  /// - Returns: How many text or binary messages they complete.
  @inline(__always)
  mutating func feed(_ bytes: UnsafeRawBufferPointer) -> Int {
    var completed = 0
    var position = 0
    if !partialHeader.isEmpty { unsafe completeHeader(bytes, &position, &completed) }
    while true {
      if payloadLeft > 0 {
        let count = min(payloadLeft, bytes.count &- position)
        if first & 0x08 != 0 {
          unsafe controlPayload.append(contentsOf: bytes[position..<position &+ count])
        }
        position &+= count
        payloadLeft &-= count
        if payloadLeft > 0 { return completed }
        finishFrame(&completed)
      }
      let available = bytes.count &- position
      if available == 0 { return completed }
      // RFC 6455 5.2, 5.1: two bytes, 16 or 64 bits of length; a server does not mask.
      let short = available > 1 ? unsafe bytes[position &+ 1] & 0x7f : 0
      let length = short < 126 ? 2 : short == 126 ? 4 : 10
      if available < length {
        unsafe partialHeader.append(contentsOf: bytes[position...])
        return completed
      }
      unsafe readHeader(bytes.baseAddress! + position, short, &completed)
      position &+= length
    }
  }

  @inline(__always)
  private mutating func readHeader(
    _ header: UnsafeRawPointer, _ short: UInt8, _ completed: inout Int
  ) {
    first = unsafe header.load(as: UInt8.self)
    switch short {
    case 126:
      let length = unsafe header.loadUnaligned(fromByteOffset: 2, as: UInt16.self)
      payloadLeft = Int(UInt16(bigEndian: length))
    case 127:
      let length = unsafe header.loadUnaligned(fromByteOffset: 2, as: UInt64.self)
      payloadLeft = Int(truncatingIfNeeded: UInt64(bigEndian: length))
    default: payloadLeft = Int(short)
    }
    if payloadLeft == 0 { finishFrame(&completed) }
  }

  @inline(__always)
  private mutating func finishFrame(_ completed: inout Int) {
    if first & 0x08 == 0 {
      // RFC 6455 5.4: the frame with FIN ends the message, whatever its opcode.
      completed &+= Int(first &>> 7)
      return
    }
    if first & 0x0f == 0x9 { unansweredPing = controlPayload }
    if first & 0x0f == 0x8 { isClosed = true }
    controlPayload = []
  }

  /// Finishes a header that the last bytes have cut; rare, so byte by byte.
  private mutating func completeHeader(
    _ bytes: UnsafeRawBufferPointer, _ position: inout Int, _ completed: inout Int
  ) {
    while position < bytes.count {
      unsafe partialHeader.append(bytes[position])
      position += 1
      guard partialHeader.count > 1 else { continue }
      let short = partialHeader[1] & 0x7f
      guard partialHeader.count == (short < 126 ? 2 : short == 126 ? 4 : 10) else { continue }
      unsafe partialHeader.withUnsafeBytes { header in
        unsafe readHeader(header.baseAddress!, short, &completed)
      }
      partialHeader = []
      return
    }
  }
}
