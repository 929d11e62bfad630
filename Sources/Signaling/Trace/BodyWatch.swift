import Synchronization

/// The rooms whose messages are kept in full, because somebody is looking: eight, the latest asked
/// for. Its lock is taken last.
final class BodyWatch: Sendable {
  static let capacity = 8

  private struct Watch: Sendable {
    let id: RoomID
    var until: MonotonicTime
  }

  private let watches = Mutex<[Watch]>([])
  private let count = Atomic(0)

  /// Whether any room is watched; without a lock.
  var isActive: Bool { count.load(ordering: .relaxed) > 0 }

  func contains(_ id: RoomID) -> Bool {
    watches.withLock { $0.contains { $0.id == id } }
  }

  /// Watches a room, or goes on with it.
  ///
  /// - Returns: the room that is not watched any more for it.
  func add(_ id: RoomID, until: MonotonicTime) -> RoomID? {
    watches.withLock { watches in
      let known = watches.firstIndex { $0.id == id }.map { watches.remove(at: $0) }
      watches.append(Watch(id: id, until: max(until, known?.until ?? until)))
      let dropped = watches.count > Self.capacity ? watches.removeFirst().id : nil
      count.store(watches.count, ordering: .relaxed)
      return dropped
    }
  }

  /// - Returns: the rooms that are not watched any more, their time being up.
  func expire(at now: MonotonicTime) -> [RoomID] {
    guard isActive else { return [] }
    return watches.withLock { watches in
      let expired = watches.filter { $0.until <= now }.map(\.id)
      watches.removeAll { $0.until <= now }
      count.store(watches.count, ordering: .relaxed)
      return expired
    }
  }
}
