import DequeModule
import Synchronization

/// The reserved seats in the order they run out. All seats last equally long, so appending keeps
/// the order and no search is needed.
final class SeatQueue: Sendable {
  struct Entry: Sendable {
    let until: MonotonicTime
    let roomID: RoomID
    let clientID: ClientID
    let serial: UInt64
  }

  private let entries = Mutex<Deque<Entry>>([])

  func append(_ entry: Entry) {
    entries.withLock { $0.append(entry) }
  }

  /// Takes out the entries whose time is up. Whether the seat still stands is the hub's to check.
  func popExpired(at now: MonotonicTime) -> [Entry] {
    entries.withLock { entries in
      let expired = entries.prefix { $0.until <= now }
      entries.removeFirst(expired.count)
      return Array(expired)
    }
  }
}
