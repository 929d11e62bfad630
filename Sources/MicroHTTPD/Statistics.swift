import Synchronization

extension HTTPServer {
  /// Counts since the start, taken one after the other.
  public struct Statistics: Sendable {
    /// Connections accepted.
    public var connectionsAccepted = 0
    /// Connections that speak HTTP now; handed-off sockets are not among them.
    public var connectionsOpen = 0
    /// Requests that reached a handler.
    public var requests = 0
    /// Sockets handed off after a 101.
    public var upgrades = 0
    /// Upgrades abandoned: the 101 never got out, or no descriptor was left.
    public var upgradesAbandoned = 0
    /// Requests that wait for an answer that comes later.
    public var requestsWaiting = 0
    /// Answers being sent whose bodies are streams.
    public var streamsOpen = 0
    /// Requests whose later answer did not come in time.
    public var answersMissed = 0
    /// Connections cut because the client did not take its answer, or lingered.
    public var connectionsCut = 0
    /// Requests refused by the gate, by reason.
    public var refused: [Refusal: Int] = [:]
  }
}

/// The counters behind the statistics.
final class Counters: Sendable {
  let connectionsAccepted = Atomic(0)
  let requests = Atomic(0)
  let upgrades = Atomic(0)
  let upgradesAbandoned = Atomic(0)
  let answersMissed = Atomic(0)
  let connectionsCut = Atomic(0)
  private let refused = Mutex<[Refusal: Int]>([:])

  func count(_ counter: borrowing Atomic<Int>) { counter.wrappingAdd(1, ordering: .relaxed) }

  func count(_ refusal: Refusal) { refused.withLock { $0[refusal, default: 0] += 1 } }

  func snapshot(
    connectionsOpen: Int, requestsWaiting: Int, streamsOpen: Int
  ) -> HTTPServer.Statistics {
    HTTPServer.Statistics(
      connectionsAccepted: connectionsAccepted.load(ordering: .relaxed),
      connectionsOpen: connectionsOpen,
      requests: requests.load(ordering: .relaxed),
      upgrades: upgrades.load(ordering: .relaxed),
      upgradesAbandoned: upgradesAbandoned.load(ordering: .relaxed),
      requestsWaiting: requestsWaiting,
      streamsOpen: streamsOpen,
      answersMissed: answersMissed.load(ordering: .relaxed),
      connectionsCut: connectionsCut.load(ordering: .relaxed),
      refused: refused.withLock { $0 })
  }
}
