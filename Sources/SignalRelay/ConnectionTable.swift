import Signaling

/// A loop's connections, in chunks that never move.
///
/// `unsafe`: a connection is reached by pointer, so that an event costs one array look-up and no
/// reference counting. A pointer is used only between two mutations of the table, on the loop's
/// own thread; an ID whose generation has passed finds nothing.
@safe struct ConnectionTable<Member: Sendable>: ~Copyable {
  private static var chunkCapacity: Int { 256 }

  private let loop: Int
  private var chunks: [UnsafeMutablePointer<Connection<Member>>] = unsafe []
  /// Odd while the slot is in use: the parity tells which memory is initialized.
  private var generations: [UInt32] = []
  private var free: [Int] = []
  private(set) var count = 0

  init(loop: Int) {
    self.loop = loop
  }

  deinit {
    for slot in generations.indices where isUsed(slot) {
      unsafe place(slot).deinitialize(count: 1)
    }
    for index in unsafe chunks.indices { unsafe chunks[index].deallocate() }
  }

  /// Slots that exist, in use or not.
  var slots: Int { generations.count }

  mutating func insert(descriptor: Int32, session: consuming Session) -> ConnectionID {
    if free.isEmpty { grow() }
    let slot = free.removeLast()
    advance(slot)
    let id = ConnectionID(loop: loop, generation: generations[slot], slot: slot)
    unsafe place(slot).initialize(
      to: Connection(id: id, descriptor: descriptor, session: session))
    count += 1
    return id
  }

  /// The connection of that ID, if it is still there.
  @inline(__always)
  func find(_ id: ConnectionID) -> UnsafeMutablePointer<Connection<Member>>? {
    let slot = id.slot
    guard slot < generations.count, generations[slot] == id.generation, isUsed(slot)
    else { return nil }
    return unsafe place(slot)
  }

  /// The ID of the connection in a slot, if there is one.
  func id(atSlot slot: Int) -> ConnectionID? {
    isUsed(slot) ? unsafe place(slot).pointee.id : nil
  }

  mutating func remove(_ id: ConnectionID) {
    guard let place = unsafe find(id) else { return }
    unsafe place.deinitialize(count: 1)
    advance(id.slot)
    free.append(id.slot)
    count -= 1
  }

  private func isUsed(_ slot: Int) -> Bool { generations[slot] & 1 == 1 }

  private mutating func advance(_ slot: Int) {
    generations[slot] = (generations[slot] + 1) % ConnectionID.generations
  }

  private func place(_ slot: Int) -> UnsafeMutablePointer<Connection<Member>> {
    unsafe chunks[slot / Self.chunkCapacity] + slot % Self.chunkCapacity
  }

  private mutating func grow() {
    unsafe chunks.append(.allocate(capacity: Self.chunkCapacity))
    let first = generations.count
    generations.append(contentsOf: repeatElement(0, count: Self.chunkCapacity))
    free.append(contentsOf: (first..<first + Self.chunkCapacity).reversed())
  }
}
