/// Turns a stream of client frames into the same frames from a server, in place: the masking key
/// goes, the payload is unmasked, what follows moves up. Nothing is checked and nothing is held
/// back but an unfinished header.
struct FrameRewriter {
  /// Bytes that must be free in front of the input, for the header bytes kept from last time.
  static let headroom = 16

  private var payloadLeft = 0
  private var mask: UInt32 = 0
  private var partialHeader: (UInt64, UInt64) = (0, 0)
  private var partialCount = 0

  /// What one rewriting leaves: output from `start` on, and whether a close frame ended it.
  struct Output {
    var start: Int
    var count: Int
    var isClosed: Bool
  }

  /// Rewrites `count` bytes that lie `headroom` bytes into the buffer.
  @inline(__always)
  mutating func rewrite(_ buffer: UnsafeMutableRawPointer, count: Int) -> Output {
    let start = Self.headroom &- partialCount
    let end = Self.headroom &+ count
    if partialCount > 0 {
      unsafe withUnsafeBytes(of: partialHeader) { kept in
        unsafe (buffer + start).copyMemory(from: kept.baseAddress!, byteCount: partialCount)
      }
      partialCount = 0
    }
    var from = start
    var to = start
    if payloadLeft > 0 { unsafe movePayload(in: buffer, from: &from, to: &to, end: end) }

    while from < end {
      let available = end &- from
      let second = available > 1 ? unsafe buffer.load(fromByteOffset: from + 1, as: UInt8.self) : 0
      let short = second & 0x7f
      // RFC 6455 5.2: two bytes, 16 or 64 bits of length behind 126 or 127, four bytes of mask.
      let headerLength = short < 126 ? 6 : short == 126 ? 8 : 14
      if available < headerLength {
        unsafe keep(buffer + from, count: available)
        break
      }
      let first = unsafe buffer.load(fromByteOffset: from, as: UInt8.self)
      if first & 0x0f == 0x8 { return Output(start: start, count: to &- start, isClosed: true) }
      let extended = unsafe buffer.loadUnaligned(fromByteOffset: from &+ 2, as: UInt64.self)
      mask = unsafe buffer.loadUnaligned(
        fromByteOffset: from &+ headerLength &- 4, as: UInt32.self)
      switch short {
      case 126: payloadLeft = Int(UInt16(truncatingIfNeeded: extended).byteSwapped)
      case 127: payloadLeft = Int(truncatingIfNeeded: extended.byteSwapped)
      default: payloadLeft = Int(short)
      }
      unsafe buffer.storeBytes(of: first, toByteOffset: to, as: UInt8.self)
      unsafe buffer.storeBytes(of: short, toByteOffset: to &+ 1, as: UInt8.self)
      if short == 126 {
        unsafe buffer.storeBytes(
          of: UInt16(truncatingIfNeeded: extended), toByteOffset: to &+ 2, as: UInt16.self)
      } else if short == 127 {
        unsafe buffer.storeBytes(of: extended, toByteOffset: to &+ 2, as: UInt64.self)
      }
      from &+= headerLength
      to &+= headerLength &- 4
      unsafe movePayload(in: buffer, from: &from, to: &to, end: end)
    }
    return Output(start: start, count: to &- start, isClosed: false)
  }

  @inline(__always)
  private mutating func movePayload(
    in buffer: UnsafeMutableRawPointer, from: inout Int, to: inout Int, end: Int
  ) {
    let count = min(payloadLeft, end &- from)
    unsafe unmask(from: buffer + from, to: buffer + to, count: count, mask: mask)
    from &+= count
    to &+= count
    payloadLeft &-= count
    if payloadLeft > 0 {
      let turn = UInt32(8 &* (count & 3))
      if turn > 0 { mask = mask &>> turn | mask &<< (32 &- turn) }
    }
  }

  private mutating func keep(_ bytes: UnsafeMutableRawPointer, count: Int) {
    unsafe withUnsafeMutableBytes(of: &partialHeader) { kept in
      unsafe kept.baseAddress!.copyMemory(from: bytes, byteCount: count)
    }
    partialCount = count
  }
}
