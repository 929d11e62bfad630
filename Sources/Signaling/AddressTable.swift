/// What the hub remembers of each address, bounded: an attacker with a million addresses must not
/// fill memory with them.
///
/// Two generations stand in for an exact least-recently-used order: an entry that is touched moves
/// to the current one, and when that is full, the older one is dropped, except for addresses that
/// still have clients (those are bounded by the limit on clients).
struct AddressTable: Sendable {
  struct Entry: Sendable {
    var clients = 0
    var joins: TokenBucket
    var failedBinds: TokenBucket
  }

  /// Entries a generation holds before it is retired.
  let generationCapacity: Int
  private var current: [AddressKey: Entry] = [:]
  private var previous: [AddressKey: Entry] = [:]

  init(generationCapacity: Int = 32_768) {
    self.generationCapacity = generationCapacity
  }

  var count: Int { current.count + previous.count }

  /// Gives `body` the entry of `key`, made by `initial` if there is none.
  mutating func withEntry<Result, Failure: Error>(
    _ key: AddressKey, initial: @autoclosure () -> Entry,
    _ body: (inout Entry) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    if current[key] == nil {
      // Taken out before the older generation is dropped, or what it remembers would go with it.
      let known = previous.removeValue(forKey: key)
      if current.count >= generationCapacity { retire() }
      current[key] = known ?? initial()
    }
    return try body(&current[key, default: initial()])
  }

  /// Counts one client less behind `key`.
  mutating func removeClient(_ key: AddressKey) {
    if current[key] != nil {
      current[key]?.clients -= 1
    } else {
      previous[key]?.clients -= 1
    }
  }

  private mutating func retire() {
    let occupied = previous.filter { $0.value.clients > 0 }
    previous = current
    current = [:]
    previous.merge(occupied) { newer, _ in newer }
  }
}
