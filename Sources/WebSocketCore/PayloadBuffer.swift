/// The payload bytes of an unfinished message or control frame, in one piece of memory that exists
/// only while it holds bytes. It grows with what really arrived, never with what was announced.
@safe
struct PayloadBuffer: ~Copyable {
  /// Enough for a control frame and small messages, little enough for every peer to claim it.
  private static let smallestCapacity = 256

  private var memory: UnsafeMutableRawPointer?
  private(set) var capacity = 0
  private(set) var count = 0

  init() {
    unsafe memory = nil
  }

  deinit {
    unsafe memory?.deallocate()
  }

  /// The held bytes in `range`; valid until the buffer next changes.
  subscript(range: Range<Int>) -> UnsafeMutableRawBufferPointer {
    precondition(range.lowerBound >= 0 && range.upperBound <= count)
    guard let memory = unsafe memory else { return unsafe .init(start: nil, count: 0) }
    return unsafe .init(start: memory + range.lowerBound, count: range.count)
  }

  /// Copies `bytes` behind those held. `ceiling` is the most that the buffer will ever have to
  /// hold: growing stops there.
  mutating func append(_ bytes: UnsafeRawBufferPointer, ceiling: Int) {
    guard let source = bytes.baseAddress, bytes.count > 0 else { return }
    let needed = count + bytes.count
    if needed > capacity {
      // Doubling keeps the copying linear in the bytes of a message.
      let generous = max(2 * capacity, Self.smallestCapacity)
      grow(to: max(needed, min(generous, ceiling)))
    }
    if let memory = unsafe memory {
      unsafe (memory + count).copyMemory(from: source, byteCount: bytes.count)
    }
    count = needed
  }

  /// Forgets all bytes behind the first `newCount`.
  mutating func truncate(to newCount: Int) {
    precondition(newCount >= 0 && newCount <= count)
    count = newCount
  }

  /// Forgets all bytes and gives the memory back.
  mutating func release() {
    unsafe memory?.deallocate()
    unsafe memory = nil
    capacity = 0
    count = 0
  }

  private mutating func grow(to newCapacity: Int) {
    let grown = UnsafeMutableRawPointer.allocate(byteCount: newCapacity, alignment: 16)
    if let memory = unsafe memory {
      unsafe grown.copyMemory(from: memory, byteCount: count)
      unsafe memory.deallocate()
    }
    unsafe memory = grown
    capacity = newCapacity
  }
}
