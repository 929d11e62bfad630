import DequeModule

/// The trace of a room that everybody has left.
struct LingeringTrace: Sendable {
  let id: RoomID
  /// In milliseconds since 1970-01-01 UTC.
  let createdAt: Int64
  let goneAt: MonotonicTime
  /// The room's own, which tells one from the next of that name.
  let serial: UInt64
  var trace: Trace
}

/// The rooms that can still be read about. Bounded: rooms may come and go by the thousand a second.
struct LingeringTraces: Sendable {
  /// Rooms that are kept; the one that has been gone for longest makes room for another.
  static let capacity = 1024

  private var traces: [RoomID: LingeringTrace] = [:]
  /// In the order in which they were left; with entries of rooms that have come back meanwhile.
  private var order: Deque<(id: RoomID, serial: UInt64)> = []

  var count: Int { traces.count }
  var all: [LingeringTrace] { Array(traces.values) }

  subscript(id: RoomID) -> LingeringTrace? { traces[id] }

  /// - Returns: what had to go for it.
  mutating func add(_ lingering: LingeringTrace) -> LingeringTrace? {
    traces[lingering.id] = lingering
    order.append((lingering.id, lingering.serial))
    if order.count > 2 * Self.capacity {
      order.removeAll { traces[$0.id]?.serial != $0.serial }
    }
    return traces.count > Self.capacity ? removeFirst() : nil
  }

  /// Hands a room's trace to its successor.
  mutating func take(_ id: RoomID) -> LingeringTrace? {
    traces.removeValue(forKey: id)
  }

  /// - Returns: what was left by then, and is forgotten now.
  mutating func expire(leftBy time: MonotonicTime) -> [LingeringTrace] {
    var expired: [LingeringTrace] = []
    while let next = first, next.goneAt <= time, let lingering = removeFirst() {
      expired.append(lingering)
    }
    return expired
  }

  mutating func removeFirst() -> LingeringTrace? {
    guard let first else { return nil }
    order.removeFirst()
    return traces.removeValue(forKey: first.id)
  }

  mutating func dropBodies(of id: RoomID) {
    traces[id]?.trace.dropBodies()
  }

  private var first: LingeringTrace? {
    mutating get {
      while let entry = order.first {
        if let lingering = traces[entry.id], lingering.serial == entry.serial { return lingering }
        order.removeFirst()
      }
      return nil
    }
  }
}
