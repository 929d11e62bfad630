/// A loop's spare buffers, so that a busy queue costs no malloc and an idle one no memory.
///
/// `unsafe`: raw memory, because a queue writes frames with plain copies and hands its bytes to
/// `send` in place. Ownership is linear: a buffer is either in the pool or in one queue.
@safe struct BufferPool: ~Copyable {
  /// Holds the offer of an audio and video call (6.3 KB) with room to spare.
  static let bufferBytes = 8_192
  /// Spare buffers kept; the rest go back to malloc.
  static let maximumSpares = 256

  private var spares: [UnsafeMutableRawPointer] = unsafe []

  deinit {
    for index in unsafe spares.indices { unsafe spares[index].deallocate() }
  }

  mutating func take(_ bytes: Int) -> UnsafeMutableRawPointer {
    if bytes == Self.bufferBytes, let spare = unsafe spares.popLast() { return unsafe spare }
    return .allocate(byteCount: bytes, alignment: 16)
  }

  mutating func give(_ buffer: UnsafeMutableRawPointer, bytes: Int) {
    if bytes == Self.bufferBytes, unsafe spares.count < Self.maximumSpares {
      unsafe spares.append(buffer)
    } else {
      unsafe buffer.deallocate()
    }
  }
}
