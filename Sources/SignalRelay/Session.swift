import Signaling
import WebSocketCore

/// One connection's protocol state as a value: bytes and time in, what to do out.
///
/// It decides; the loop performs. It owns memory only while a message is unfinished.
struct Session: ~Copyable {
  /// The limits that every session of a loop shares.
  struct Policy: Sendable {
    var messages = MessageReader.Limits()
    /// Whether binary messages are taken, or closed with 1003.
    var takesBinary = false
    /// Frames a client may send; nil lifts the limit.
    var rate: Rate? = Rate(perSecond: 100, burst: 300)
    var liveness = Liveness.Timing()
    /// Time a message has from its first byte to its last.
    var messageWithin = Interval.seconds(10)
    /// Time a client has to answer a close frame and to read what is queued for it.
    var closeWithin = Interval.seconds(5)
  }

  enum Phase {
    case open
    /// Our close frame is queued; the client's may come. Input other than that is ignored.
    case closing(until: MonotonicTime)
    /// Our close frame is queued and nothing more is read: ends when the queue has drained (and,
    /// if `lingering`, the client has closed), or at `until`.
    case finishing(until: MonotonicTime, lingering: Bool)
  }

  /// What one event of the input demands.
  @safe enum Action {
    /// The input is used up.
    case wait
    /// A complete message, valid until the next call.
    case message(UnsafeRawBufferPointer, binary: Bool)
    /// Answer a ping with this payload (RFC 6455 5.5.3).
    case pong(UnsafeRawBufferPointer)
    /// Tell the client, once, that it sends too much; what it sent is dropped.
    case warn
    /// Nothing: the frame is of no consequence.
    case ignore
    case end(Ending)
    /// Both close frames have been seen: close the socket once the queue is empty.
    case finished
  }

  /// What the passing of time demands.
  enum Tick {
    case wait(until: MonotonicTime)
    case ping
    case end(Ending)
    /// The time for a clean close is over: close the socket now.
    case expire
  }

  private var reader = MessageReader()
  private var liveness: Liveness
  private var bucket: TokenBucket
  private var unfinishedSince: MonotonicTime?
  private var warned = false
  /// Pings of the hub's own that have not been answered.
  private var owedPongs: UInt8 = 0
  private(set) var phase = Phase.open

  init(now: MonotonicTime, policy: Policy) {
    liveness = Liveness(now: now)
    bucket = TokenBucket(policy.rate ?? Rate(perSecond: 1, burst: 1), at: now)
  }

  var isOpen: Bool {
    if case .open = phase { true } else { false }
  }

  /// The client is there: bytes came, whatever they say.
  mutating func heard(at now: MonotonicTime) {
    liveness.heard(at: now)
  }

  /// A ping is being sent.
  mutating func pinged() {
    if owedPongs < .max { owedPongs += 1 }
  }

  /// Counts on where another session of the same client stands.
  mutating func takeRate(of other: borrowing Session) {
    bucket = other.bucket
    warned = other.warned
  }

  /// Whether `probe` would say so.
  func isProbeDue(at now: MonotonicTime, _ policy: Policy) -> Bool {
    liveness.isProbeDue(at: now, policy.liveness)
  }

  /// Whether to ping because something is being relayed to this client.
  mutating func probe(at now: MonotonicTime, _ policy: Policy) -> Bool {
    liveness.probe(at: now, policy.liveness)
  }

  /// Reads the next event of `input` from `position` on.
  ///
  /// `unsafe`: the input is the loop's receive buffer, unmasked in place; a message points into it.
  mutating func next(
    _ input: UnsafeMutableRawBufferPointer, from position: inout Int, at now: MonotonicTime,
    _ policy: Policy
  ) -> Action {
    if case .finishing = phase { return .wait }
    switch unsafe reader.next(input, from: &position, limits: policy.messages) {
    case .none:
      if !reader.hasUnfinishedMessage {
        unfinishedSince = nil
      } else if unfinishedSince == nil {
        unfinishedSince = now
      }
      return .wait
    case .text(let text):
      unfinishedSince = nil
      return unsafe admit(.message(text, binary: false), at: now, policy)
    case .binary(let bytes):
      unfinishedSince = nil
      guard policy.takesBinary else { return isOpen ? .end(.binary) : .ignore }
      return unsafe admit(.message(bytes, binary: true), at: now, policy)
    case .ping(let payload):
      return unsafe admit(.pong(payload), at: now, policy)
    case .pong:
      // An answer to the hub's own ping costs the client nothing: others can cause those.
      guard owedPongs == 0 else {
        owedPongs -= 1
        return .ignore
      }
      return admit(.ignore, at: now, policy)
    case .close(let code, _):
      return isOpen ? .end(.answering(code)) : .finished
    case .failure(let code, let text):
      return .end(.failing(code, text))
    }
  }

  /// When the message that is coming in has to be whole; nil while none is.
  func messageDeadline(_ policy: Policy) -> MonotonicTime? {
    unfinishedSince.map { $0 + policy.messageWithin }
  }

  /// Whether a frame is to be taken, by the client's rate.
  enum Verdict {
    case take
    /// Drop it and tell the client, once.
    case warn
    case end
  }

  /// Passes an action on if the client's rate allows another frame.
  private mutating func admit(
    _ action: Action, at now: MonotonicTime, _ policy: Policy
  ) -> Action {
    guard isOpen else { return .ignore }
    switch admit(at: now, policy) {
    case .take: return action
    case .warn: return .warn
    case .end: return .end(.rateLimited)
    }
  }

  /// Counts a frame against the client's rate.
  mutating func admit(at now: MonotonicTime, _ policy: Policy) -> Verdict {
    guard let rate = policy.rate else { return .take }
    guard bucket.take(rate, at: now) else {
      if warned { return .end }
      warned = true
      return .warn
    }
    // A client that rested until its burst was whole again has earned another warning.
    if warned, bucket.level >= rate.burst - 1 { warned = false }
    return .take
  }

  /// Enters the phase that `ending` calls for. Its close frame is the caller's to send.
  ///
  /// An end under way only goes forward, and its time is not extended: a drain or a leave over REST
  /// may come to a connection that is closing already.
  mutating func end(_ ending: Ending, at now: MonotonicTime, _ policy: Policy) {
    if case .abrupt = ending.manner {
      phase = .finishing(until: now, lingering: false)
      return
    }
    let until: MonotonicTime
    switch phase {
    case .open: until = now + policy.closeWithin
    case .closing(let deadline): until = deadline
    case .finishing: return
    }
    switch ending.manner {
    case .handshake: phase = .closing(until: until)
    case .answer: phase = .finishing(until: until, lingering: false)
    case .fail, .abrupt: phase = .finishing(until: until, lingering: true)
    }
  }

  /// The client's close frame has answered ours.
  mutating func finish(at now: MonotonicTime, _ policy: Policy) {
    phase = .finishing(until: now + policy.closeWithin, lingering: false)
  }

  /// What is due now, and if nothing is, when to ask again.
  mutating func tick(at now: MonotonicTime, _ policy: Policy) -> Tick {
    switch phase {
    case .closing(let until), .finishing(let until, _):
      return now >= until ? .expire : .wait(until: until)
    case .open:
      var unfinishedDeadline = MonotonicTime.distantFuture
      if let unfinishedSince {
        unfinishedDeadline = unfinishedSince + policy.messageWithin
        if now >= unfinishedDeadline { return .end(.unfinished) }
      }
      switch liveness.tick(at: now, policy.liveness) {
      case .ping: return .ping
      case .lost: return .end(.lost)
      case .wait(let until): return .wait(until: min(until, unfinishedDeadline))
      }
    }
  }
}
