import Signaling

/// When to ping a silent peer, and when to give it up.
///
/// A browser that vanishes sends no FIN, so silence is the only sign. Any byte received counts as
/// life. A peer that nobody needs is pinged after `pingAfter`; one that something has just been
/// relayed to is pinged at once if it has been silent for `probeAfter`.
struct Liveness {
  /// How long silence may last.
  struct Timing: Sendable {
    /// Silence after which an idle peer is pinged.
    var pingAfter = Interval.seconds(15)
    /// Time it has to answer.
    var pongWithin = Interval.seconds(5)
    /// Silence after which a peer is pinged as soon as something is relayed to it.
    var probeAfter = Interval.seconds(5)
  }

  /// What time demands.
  enum Verdict: Equatable {
    /// Nothing before this point.
    case wait(until: MonotonicTime)
    /// Send a ping now.
    case ping
    /// The peer is gone.
    case lost
  }

  private var heardAt: MonotonicTime
  /// When the ping that awaits its answer was sent.
  private var pingedAt: MonotonicTime?

  init(now: MonotonicTime) {
    heardAt = now
  }

  mutating func heard(at now: MonotonicTime) {
    heardAt = now
    pingedAt = nil
  }

  /// Something is being relayed to this peer: whether to send a ping behind it.
  mutating func probe(at now: MonotonicTime, _ timing: Timing) -> Bool {
    guard isProbeDue(at: now, timing) else { return false }
    pingedAt = now
    return true
  }

  /// Whether `probe` would say so.
  func isProbeDue(at now: MonotonicTime, _ timing: Timing) -> Bool {
    pingedAt == nil && now - heardAt > timing.probeAfter
  }

  mutating func tick(at now: MonotonicTime, _ timing: Timing) -> Verdict {
    if let pingedAt {
      let deadline = pingedAt + timing.pongWithin
      return now >= deadline ? .lost : .wait(until: deadline)
    }
    let due = heardAt + timing.pingAfter
    guard now >= due else { return .wait(until: due) }
    pingedAt = now
    return .ping
  }
}
