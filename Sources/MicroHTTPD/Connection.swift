import HTTPCore
import Synchronization

/// One TCP connection while it speaks HTTP, from accept to close or hand-off.
///
/// `@unchecked Sendable`: the word of phase and deadline is atomic, `slot` and `endSeen` belong to
/// the lock of `ConnectionTable`, `lateAnswer` and `clientIsGone` to whoever resumes the connection
/// until it is resumed, and everything else is touched by the library's one thread only.
final class Connection: @unchecked Sendable {
  /// Where the request being received stands.
  enum Stage {
    /// No request line yet.
    case waiting
    /// The request line was seen, the fields were not.
    case requestLine
    /// The head passed the gate; body and end are awaited.
    case accepted
    /// The handler's answer comes later; the library's next turn suspends the connection.
    case deferred
    /// Suspended, or resumed with an answer.
    case suspended
    /// Refused past the library; what comes in is thrown away.
    case lingering
    /// A response is queued.
    case answered
  }

  /// The library's descriptor, valid until the table forgot the connection.
  let descriptor: Int32
  /// The server outlives the library's thread and so every connection.
  unowned let core: ServerCore
  let remote: IPAddress
  let phase: Atomic<UInt64>
  var slot = 0
  /// The phase in which the watchdog last saw that the client had ended its stream.
  var endSeen: PhaseWord?

  var stage = Stage.waiting
  /// The raw target, copied before the library takes it apart.
  var target: [UInt8] = []
  var fields = HeaderFields()
  var head: RequestHead?
  var body: [UInt8] = []
  /// Bytes thrown away while lingering.
  var discarded = 0
  /// Set from the queueing of a 101 until its socket is handed off.
  var pendingUpgrade: Upgrade?
  /// Set from the handler's promise of an answer until the connection is suspended.
  var deferred: Deferred?
  /// Set from the resumption of the connection until the answer is queued.
  var lateAnswer: Response?
  /// Set while the body of the answer is a stream.
  var streaming: Streaming?
  /// Set with the resumption of a stream that its client has left.
  var clientIsGone = false
  /// Whether the request was suspended until its answer came.
  var wasSuspended = false

  init(_ core: ServerCore, descriptor: Int32, remote: IPAddress, headerDeadline: UInt64) {
    self.core = core
    self.descriptor = descriptor
    self.remote = remote
    phase = Atomic(PhaseWord(.header, deadline: headerDeadline).bits)
  }

  /// Moves on to a phase, on the library's thread. False when the watchdog has taken the
  /// connection: then nothing may be written any more.
  func enter(_ next: ConnectionPhase, until deadline: UInt64) -> Bool {
    let next = PhaseWord(next, deadline: deadline).bits
    var seen = phase.load(ordering: .relaxed)
    while seen != PhaseWord.condemned.bits {
      let result = phase.compareExchange(
        expected: seen, desired: next, successOrdering: .acquiringAndReleasing,
        failureOrdering: .acquiring)
      if result.exchanged { return true }
      seen = result.original
    }
    return false
  }

  /// Forgets the request, and keeps its memory for the next one unless that is a lot.
  func reset() {
    stage = .waiting
    head = nil
    discarded = 0
    if body.capacity > Self.keptBodyBytes {
      body = []
    } else if !body.isEmpty {
      body.removeAll(keepingCapacity: true)
    }
  }

  private static let keptBodyBytes = 4_096
}
