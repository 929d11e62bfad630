/// Where two peers are with each other, as far as their messages show: what JSEP calls the
/// signaling state (RFC 8829 3.2), seen from between the two.
///
/// It is a fold over the events of the pair, so the events that a full ring drops are taken in here
/// first, and the kept ones when somebody looks: both together say what all events would.
struct Negotiation: Sendable, Equatable {
  struct Side: Sendable, Equatable {
    /// The first of its offers that no answer has followed, and the latest.
    var firstOffer = Mark()
    var lastOffer: UInt32 = 0
    /// The first of its descriptions that arrived.
    var described: UInt32 = 0
    /// The first of its candidates that arrived while no description of it had.
    var earlyCandidate: UInt32 = 0
    /// The types of its candidates that arrived; not how many there were of each.
    var candidates = CandidateTypes()
    /// What it last said of its connection. `closed` is kept apart: most clients close what has
    /// failed, and that it has failed is what one wants to know.
    var report: ICEReport?
    var reportNumber: UInt32 = 0
    var isClosed = false
    /// Whether one of its unanswered offers reached the other.
    var isOfferDelivered = false
    /// Its last message that is neither a description nor a candidate.
    var lastMessage: UInt32 = 0
  }

  /// An event's number and time; number 0 for none.
  struct Mark: Sendable, Equatable {
    var at = MonotonicTime(nanoseconds: 0)
    var number: UInt32 = 0

    var exists: Bool { number > 0 }
  }

  var sides = PairSides(first: Side(), second: Side())
  /// The last answer that arrived.
  var answer = Mark()
  /// The offer before it; 0 when none was seen.
  var answeredOffer: UInt32 = 0

  /// Inlined for candidates, which most of the events that a full ring drops are.
  @inline(__always)
  mutating func take(_ event: TraceEvent) {
    if event.kind == .candidate { takeCandidates(event) } else { takeOther(event) }
  }

  @inline(never)
  private mutating func takeOther(_ event: TraceEvent) {
    switch event.kind {
    case .offer:
      offered(event)
      takeCandidates(event)
    case .answer:
      guard event.isDelivered else { return }
      answered(event)
      takeCandidates(event)
    case .candidate: break
    case .message:
      sides[event.side].lastMessage = max(sides[event.side].lastMessage, event.number)
    case .report:
      if let report = event.report { reported(report, event) }
    }
  }

  private mutating func offered(_ event: TraceEvent) {
    var side = sides[event.side]
    if !side.firstOffer.exists {
      side.firstOffer = Mark(at: event.at, number: event.number)
      side.isOfferDelivered = false
    }
    side.lastOffer = event.number
    if event.isDelivered {
      // Time counts from when there was somebody to answer.
      if !side.isOfferDelivered {
        side.firstOffer = Mark(at: event.at, number: event.number)
        side.isOfferDelivered = true
      }
      if side.described == 0 { side.described = event.number }
    }
    sides[event.side] = side
    if event.isDelivered { startOver() }
  }

  private mutating func answered(_ event: TraceEvent) {
    if sides[event.side].described == 0 { sides[event.side].described = event.number }
    // To a room of three an answer is sent that only one of them has asked for.
    guard sides[event.side.other].lastOffer > 0 else { return }
    answeredOffer = sides[event.side.other].lastOffer
    answer = Mark(at: event.at, number: event.number)
    sides[event.side.other].firstOffer = Mark()
    // Where both have offered, whoever answers has taken its own offer back: an answer is made in
    // no other state than have-remote-offer (RFC 8829 4.1.9, 4.1.10.2).
    sides[event.side].firstOffer = Mark()
    startOver()
  }

  /// A new description may restart ICE (RFC 8445 9), or belong to another call: what has failed, or
  /// was closed, counts no more.
  private mutating func startOver() {
    let isClosed = sides.first.isClosed || sides.second.isClosed
    for side in [PairSide.first, .second] {
      if isClosed {
        sides[side].report = nil
        sides[side].isClosed = false
      }
      switch sides[side].report?.iceState {
      case .failed, .disconnected: sides[side].report = nil
      default: break
      }
    }
  }

  @inline(__always)
  private mutating func takeCandidates(_ event: TraceEvent) {
    // The end of candidates has no type, and may come early without harm.
    guard event.isDelivered, let candidates = event.candidates, !candidates.isEmpty else { return }
    if event.kind == .candidate, sides[event.side].described == 0,
      sides[event.side].earlyCandidate == 0
    {
      sides[event.side].earlyCandidate = event.number
    }
    sides[event.side].candidates.formUnion(candidates)
  }

  private mutating func reported(_ report: ICEReport, _ event: TraceEvent) {
    sides[event.side].isClosed = report.iceState == .closed
    if report.iceState == .closed, sides[event.side].report != nil { return }
    sides[event.side].report = report
    sides[event.side].reportNumber = event.number
  }
}
