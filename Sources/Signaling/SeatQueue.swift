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

  private struct State {
    var entries: Deque<Entry> = []
    /// Seats that were bound or left before their time: their entries are of no use any more.
    var settled: Set<UInt64> = []
  }

  private let state = Mutex(State())

  /// Entries kept.
  var count: Int { state.withLock { $0.entries.count } }

  func append(_ entry: Entry) {
    state.withLock { $0.entries.append(entry) }
  }

  /// Notes that a seat need not be looked at again. Entries are dropped once half of them are
  /// settled, so joining and leaving in a circle fills no memory, at a constant cost each.
  func settle(_ serial: UInt64) {
    state.withLock { state in
      state.settled.insert(serial)
      guard state.settled.count > 64, state.settled.count > state.entries.count / 2 else { return }
      state.entries.removeAll { state.settled.contains($0.serial) }
      state.settled = []
    }
  }

  /// Takes out the entries whose time is up. Whether the seat still stands is the hub's to check.
  func popExpired(at now: MonotonicTime) -> [Entry] {
    state.withLock { state in
      let expired = state.entries.prefix { $0.until <= now }
      state.entries.removeFirst(expired.count)
      return expired.filter { state.settled.remove($0.serial) == nil }
    }
  }
}
