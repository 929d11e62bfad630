/// A loop's spare buffers, so that a busy queue costs no malloc and an idle one no memory.
///
/// Buffers come in powers of two. `unsafe`: raw memory, because a queue writes frames with plain
/// copies and hands its bytes to `send` in place. Ownership is linear: a buffer is either in the
/// pool or in one queue.
@safe struct BufferPool: ~Copyable {
  /// The smallest buffer; it holds the offer of an audio and video call (6.3 KB).
  static let smallest = 8_192
  /// The largest that is kept: more comes back only from a client that has been slow.
  static let largestKept = 65_536
  /// Bytes kept of each size: enough for every client of a turn to have its burst queued.
  static let keptPerSize = 4_194_304

  private(set) var spares: [[UnsafeMutableRawPointer]]

  init() {
    let sizes = (Self.largestKept / Self.smallest).trailingZeroBitCount + 1
    unsafe spares = Array(repeating: [], count: sizes)
  }

  deinit {
    for size in unsafe spares.indices {
      for index in unsafe spares[size].indices { unsafe spares[size][index].deallocate() }
    }
  }

  /// A buffer of that many bytes: a power of two, `smallest` or more.
  mutating func take(_ bytes: Int) -> UnsafeMutableRawPointer {
    if bytes <= Self.largestKept, let spare = unsafe spares[Self.size(bytes)].popLast() {
      return unsafe spare
    }
    return .allocate(byteCount: bytes, alignment: 16)
  }

  mutating func give(_ buffer: UnsafeMutableRawPointer, bytes: Int) {
    if bytes <= Self.largestKept,
      unsafe spares[Self.size(bytes)].count < Self.keptPerSize / bytes
    {
      unsafe spares[Self.size(bytes)].append(buffer)
    } else {
      unsafe buffer.deallocate()
    }
  }

  private static func size(_ bytes: Int) -> Int { (bytes / smallest).trailingZeroBitCount }
}
