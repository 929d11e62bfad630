/// What the relay has done since its start, and what it is doing: the numbers behind `/metrics`.
public struct Traffic: Sendable {
  /// Upper bounds of the turn histogram's buckets, in seconds; one more bucket is unbounded.
  public static let turnBounds = [
    0.000_05, 0.000_1, 0.000_25, 0.000_5, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.1,
  ]

  /// Open connections.
  public var connections = 0
  /// Connections since the start.
  public var connectionsTotal = 0
  /// Bytes received from clients.
  public var bytesReceived = 0
  /// Bytes sent to clients.
  public var bytesSent = 0
  /// Messages handed to receivers: one message to ten receivers counts ten.
  public var deliveries = 0
  /// Bytes of the messages relayed, as their senders wrote them.
  public var bytesRelayed = 0
  /// Bytes that wait in out-queues.
  public var queuedBytes = 0
  /// Messages relayed, by kind: one message counts once, however many receive it.
  public var relayed: [Signal.Kind: Int] = [:]
  /// Messages dropped, by reason.
  public var dropped: [DropReason: Int] = [:]
  /// Connections that ended, by reason.
  public var ended: [LeaveReason: Int] = [:]
  /// Connections that were cut because the time for a shutdown was over.
  public var leftBehind = 0
  /// Turns of the loops, by bucket of `turnBounds`; each counts in one bucket.
  public var turns = [Int](repeating: 0, count: turnBounds.count + 1)
  /// Time spent in turns, waiting not included.
  public var turnTime = Interval(nanoseconds: 0)

  /// Nothing yet.
  public init() {}
}

/// Why a message reached nobody.
public enum DropReason: Int, Sendable, CaseIterable {
  /// It was not a message of the protocol.
  case invalid
  /// Its addressee is not there.
  case peerNotFound
  /// Its sender was above the rate.
  case rateLimited
  /// Its receiver's queue was full.
  case slowReceiver
  /// Its sender had left the room.
  case senderGone

  /// The metric's label.
  public var label: String {
    switch self {
    case .invalid: "invalid"
    case .peerNotFound: "peer_not_found"
    case .rateLimited: "rate_limited"
    case .slowReceiver: "slow_receiver"
    case .senderGone: "sender_gone"
    }
  }
}
