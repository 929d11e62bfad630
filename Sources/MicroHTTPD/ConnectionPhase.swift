import Synchronization

/// What a connection is busy with, as far as its deadline goes.
enum ConnectionPhase: UInt64 {
  /// Between two requests: closed in silence when the deadline passes.
  case idle
  /// The head of a request is awaited: 408.
  case header
  /// The body is awaited: 408.
  case body
  /// The handler runs or its answer is being sent: cut. Each piece of a stream has its own time.
  case answering
  /// The answer, or more of it, comes later. `SuspendedRequests` ends what waits too long or in
  /// vain.
  case suspended
  /// Refused already; what still comes in is thrown away: cut.
  case lingering
  /// The socket was handed off; it is nobody's here.
  case handedOff
  /// The watchdog took the connection; the library's thread must write no more.
  case condemned
}

/// A phase and its deadline as one word, so that the library's thread and the watchdog agree on
/// who may write without a lock: each moves on only from a word it has seen.
struct PhaseWord: Equatable {
  /// Deadlines beyond every clock.
  static let never: UInt64 = UInt64.max >> 3

  let bits: UInt64

  init(_ phase: ConnectionPhase, deadline: UInt64) { bits = deadline << 3 | phase.rawValue }
  init(bits: UInt64) { self.bits = bits }

  var phase: ConnectionPhase { ConnectionPhase(rawValue: bits & 7) ?? .condemned }
  /// Milliseconds on `MonotonicClock`.
  var deadline: UInt64 { bits >> 3 }

  static let condemned = PhaseWord(.condemned, deadline: never)

  /// What the watchdog does about a connection at a time.
  enum Verdict: Equatable {
    case leave
    /// Ask the kernel whether bytes of a request came in: then it is in its header phase.
    case closeUnlessRequestBegan
    case timeOut(Refusal)
    case cut
  }

  func verdict(at now: UInt64) -> Verdict {
    guard now > deadline else { return .leave }
    switch phase {
    case .idle: return .closeUnlessRequestBegan
    case .header: return .timeOut(.headerTimeout)
    case .body: return .timeOut(.bodyTimeout)
    case .answering, .lingering: return .cut
    case .suspended, .handedOff, .condemned: return .leave
    }
  }
}
