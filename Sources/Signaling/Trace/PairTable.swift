/// The pairs of a room, found by a hash table of its own: the standard one's keyed hashing would
/// cost more than all the rest of an event, and the keys are numbers that nobody outside chooses.
struct PairTable: Sendable {
  /// Pairs that a room has at most.
  static let capacity = 1024

  private(set) var pairs: [PairTrace] = []
  /// Places in `pairs`, found by open addressing with linear probing; -1 where there is none.
  private var slots: [Int16] = []
  /// Where the last event went: messages of a pair come in runs.
  private var last = 0

  var count: Int { pairs.count }

  @inline(__always)
  mutating func index(of key: PairKey) -> Int? {
    if last < pairs.count, pairs[last].key == key { return last }
    return search(key)
  }

  private mutating func search(_ key: PairKey) -> Int? {
    guard !slots.isEmpty else { return nil }
    let mask = slots.count &- 1
    var slot = Int(truncatingIfNeeded: key.hash) & mask
    while slots[slot] >= 0 {
      let index = Int(slots[slot])
      if pairs[index].key == key {
        last = index
        return index
      }
      slot = (slot &+ 1) & mask
    }
    return nil
  }

  /// Adds a pair that is not there; there is room for it.
  mutating func add(_ pair: PairTrace) -> Int {
    pairs.append(pair)
    last = pairs.count - 1
    // At most half full, so that a search ends soon.
    if pairs.count * 2 > slots.count {
      rebuild(slotCount: max(8, slots.count * 2))
    } else {
      insert(last)
    }
    return last
  }

  @inline(__always)
  mutating func record(_ event: TraceEvent, at index: Int) {
    pairs[index].record(event)
  }

  /// Drops pairs.
  ///
  /// - Returns: how many.
  mutating func removeAll(where isDropped: (PairTrace) -> Bool) -> Int {
    let before = pairs.count
    pairs.removeAll(where: isDropped)
    guard pairs.count < before else { return 0 }
    if pairs.isEmpty {
      self = PairTable()
    } else {
      last = 0
      rebuild(slotCount: slots.count)
    }
    return before - pairs.count
  }

  /// Drops the pairs that were quiet for longest.
  ///
  /// - Returns: how many.
  mutating func removeQuietest(_ count: Int) -> Int {
    guard count > 0, !pairs.isEmpty else { return 0 }
    let numbers = pairs.map(\.lastNumber).sorted()
    let limit = numbers[min(count, numbers.count) - 1]
    return removeAll { $0.lastNumber <= limit }
  }

  private mutating func rebuild(slotCount: Int) {
    slots = [Int16](repeating: -1, count: slotCount)
    for index in pairs.indices { insert(index) }
  }

  private mutating func insert(_ index: Int) {
    let mask = slots.count - 1
    var slot = Int(truncatingIfNeeded: pairs[index].key.hash) & mask
    while slots[slot] >= 0 { slot = (slot + 1) & mask }
    slots[slot] = Int16(index)
  }
}
