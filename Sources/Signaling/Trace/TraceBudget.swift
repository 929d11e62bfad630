import Synchronization

/// How much the traces of all rooms may remember. Counted without a lock: rooms take from it under
/// their own.
///
/// At the defaults, 16,384 pairs of 64 events come to about 36 MB, as many departed clients with the
/// longest names to 8 MB.
final class TraceBudget: Sendable {
  /// Pairs in all, and departed clients in all.
  let limit: Int
  private let pairCount = Atomic(0)
  private let departedCount = Atomic(0)

  /// Nil where nothing is to be remembered.
  init?(limit: Int) {
    guard limit > 0 else { return nil }
    self.limit = limit
  }

  var pairs: Int { pairCount.load(ordering: .relaxed) }
  var departed: Int { departedCount.load(ordering: .relaxed) }

  /// Above this, the sweep makes room.
  var highWater: Int { limit - limit / 8 }

  func takePair() -> Bool { Self.take(pairCount, limit) }
  func takeDeparted() -> Bool { Self.take(departedCount, limit) }
  func giveBack(pairs: Int) { pairCount.subtract(pairs, ordering: .relaxed) }
  func giveBack(departed: Int) { departedCount.subtract(departed, ordering: .relaxed) }

  private static func take(_ count: borrowing Atomic<Int>, _ limit: Int) -> Bool {
    if count.add(1, ordering: .relaxed).newValue <= limit { return true }
    count.subtract(1, ordering: .relaxed)
    return false
  }
}
