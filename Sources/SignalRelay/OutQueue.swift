/// What waits to be sent on one connection: whole frames, back to back, in one buffer.
///
/// It owns a buffer only while something waits. The bound in bytes is the caller's to check.
/// `unsafe`: see `BufferPool`; `head <= tail <= capacity` holds after every call.
@safe struct OutQueue: ~Copyable {
  private var buffer: UnsafeMutableRawPointer?
  private var head: UInt32 = 0
  private var tail: UInt32 = 0
  private var capacity: UInt32 = 0

  /// Bytes that wait.
  var count: Int { Int(tail - head) }
  var isEmpty: Bool { head == tail }

  /// The bytes that wait, valid until the next mutation.
  var pending: UnsafeRawBufferPointer {
    guard let buffer = unsafe buffer else {
      return unsafe UnsafeRawBufferPointer(start: nil, count: 0)
    }
    return unsafe UnsafeRawBufferPointer(start: buffer + Int(head), count: count)
  }

  mutating func append(_ bytes: UnsafeRawBufferPointer, pool: inout BufferPool) {
    guard let source = bytes.baseAddress, bytes.count > 0 else { return }
    unsafe extend(by: bytes.count, pool: &pool).copyMemory(
      from: UnsafeRawBufferPointer(start: source, count: bytes.count))
  }

  /// Takes that many bytes at the tail, valid until the next mutation. The caller writes them all:
  /// what it leaves would go out as it lies in memory.
  mutating func extend(
    by bytes: Int, pool: inout BufferPool
  ) -> UnsafeMutableRawBufferPointer {
    let start = unsafe reserve(bytes, pool: &pool)
    tail += UInt32(bytes)
    return unsafe UnsafeMutableRawBufferPointer(start: start, count: bytes)
  }

  /// Drops the first `sent` bytes, and the buffer with the last of them.
  mutating func consume(_ sent: Int, pool: inout BufferPool) {
    head += UInt32(sent)
    if isEmpty { release(to: &pool) }
  }

  mutating func release(to pool: inout BufferPool) {
    if let buffer = unsafe buffer { unsafe pool.give(buffer, bytes: Int(capacity)) }
    unsafe buffer = nil
    head = 0
    tail = 0
    capacity = 0
  }

  /// Makes room for `bytes` more at the tail, moving or growing what is there.
  private mutating func reserve(
    _ bytes: Int, pool: inout BufferPool
  ) -> UnsafeMutableRawPointer {
    let waiting = count
    if let buffer = unsafe buffer {
      if Int(tail) + bytes <= Int(capacity) { return unsafe buffer + Int(tail) }
      if waiting + bytes <= Int(capacity) {
        unsafe buffer.copyMemory(from: buffer + Int(head), byteCount: waiting)
        head = 0
        tail = UInt32(waiting)
        return unsafe buffer + waiting
      }
    }
    var grown = max(BufferPool.smallest, Int(capacity) * 2)
    while grown < waiting + bytes { grown *= 2 }
    let replacement = unsafe pool.take(grown)
    if let buffer = unsafe buffer {
      unsafe replacement.copyMemory(from: buffer + Int(head), byteCount: waiting)
      unsafe pool.give(buffer, bytes: Int(capacity))
    }
    unsafe buffer = replacement
    head = 0
    tail = UInt32(waiting)
    capacity = UInt32(grown)
    return unsafe replacement + waiting
  }
}

/// Bounds of the out-queues.
struct QueueLimits: Sendable {
  /// Bytes a client's queue may hold.
  var perClient = 262_144
  /// Bytes that all queues of a loop may hold before only `perClientWhenFull` is allowed.
  var perLoop = 268_435_456
  /// What a client may still queue then: enough for one offer, too little to hoard.
  var perClientWhenFull = 16_384
}
