import Signaling
import Synchronization

/// One loop's counters. The loop alone writes them, so a plain store is enough; whoever scrapes
/// reads them at any time.
final class LoopStatistics: Sendable {
  /// A counter or gauge.
  struct Value: ~Copyable, Sendable {
    private let value = Atomic(0)

    /// What it stands at.
    var current: Int { value.load(ordering: .relaxed) }

    func add(_ amount: Int) {
      value.store(value.load(ordering: .relaxed) &+ amount, ordering: .relaxed)
    }

    func set(_ amount: Int) {
      value.store(amount, ordering: .relaxed)
    }
  }

  /// Open connections.
  let connections = Value()
  /// Connections since the start.
  let connectionsTotal = Value()
  /// Bytes received from clients.
  let bytesReceived = Value()
  /// Bytes sent to clients.
  let bytesSent = Value()
  /// Messages handed to receivers: one message to ten receivers counts ten.
  let deliveries = Value()
  /// Bytes of the messages relayed, as their senders wrote them.
  let bytesRelayed = Value()
  /// Connections that were cut because the time for a shutdown was over.
  let leftBehind = Value()
  /// Bytes that wait in out-queues.
  let queuedBytes = Value()
  /// Time spent in turns, waiting not included, in nanoseconds.
  let turnNanoseconds = Value()

  private let relayed: [Box]
  private let dropped: [Box]
  private let ended: [Box]
  private let turnBuckets: [Box]

  private final class Box: Sendable {
    let value = Value()
  }

  init() {
    relayed = Signal.Kind.allCases.map { _ in Box() }
    dropped = DropReason.allCases.map { _ in Box() }
    ended = LeaveReason.allCases.map { _ in Box() }
    turnBuckets = (0...Traffic.turnBounds.count).map { _ in Box() }
  }

  /// Adds this loop's numbers to a sum over all loops.
  func add(to traffic: inout Traffic) {
    traffic.connections += connections.current
    traffic.connectionsTotal += connectionsTotal.current
    traffic.bytesReceived += bytesReceived.current
    traffic.bytesSent += bytesSent.current
    traffic.leftBehind += leftBehind.current
    traffic.bytesRelayed += bytesRelayed.current
    traffic.deliveries += deliveries.current
    traffic.queuedBytes += queuedBytes.current
    traffic.turnTime.nanoseconds += Int64(turnNanoseconds.current)
    for kind in Signal.Kind.allCases {
      traffic.relayed[kind, default: 0] += relayed[kind.rawValue].value.current
    }
    for reason in DropReason.allCases {
      traffic.dropped[reason, default: 0] += dropped[reason.rawValue].value.current
    }
    for reason in LeaveReason.allCases {
      traffic.ended[reason, default: 0] += ended[reason.index].value.current
    }
    for bucket in turnBuckets.indices {
      traffic.turns[bucket] += turnBuckets[bucket].value.current
    }
  }

  @inline(__always)
  func countRelayed(_ kind: Signal.Kind, bytes: Int, deliveries count: Int) {
    relayed[kind.rawValue].value.add(1)
    bytesRelayed.add(bytes)
    deliveries.add(count)
  }
  func countDropped(_ reason: DropReason) { dropped[reason.rawValue].value.add(1) }
  func countEnded(_ reason: LeaveReason) { ended[reason.index].value.add(1) }

  func countTurn(_ duration: Interval) {
    turnNanoseconds.add(Int(duration.nanoseconds))
    let seconds = Double(duration.nanoseconds) * 1e-9
    var bucket = 0
    while bucket < Traffic.turnBounds.count, seconds > Traffic.turnBounds[bucket] { bucket += 1 }
    turnBuckets[bucket].value.add(1)
  }
}
