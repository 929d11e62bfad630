/// One of the two of a pair: the first joined before the second.
enum PairSide: UInt8, Sendable {
  case first, second

  var other: PairSide { self == .first ? .second : .first }
}

/// Something that both of a pair have.
struct PairSides<Value: Sendable>: Sendable {
  var first: Value
  var second: Value

  @inline(__always)
  subscript(side: PairSide) -> Value {
    get { side == .first ? first : second }
    _modify { if side == .first { yield &first } else { yield &second } }
  }
}

extension PairSides: Equatable where Value: Equatable {}

/// What one of a pair sent the other, or told the hub of the other: 24 bytes.
struct TraceEvent: Sendable, Equatable {
  enum Kind: UInt8, Sendable, CaseIterable {
    case offer, answer, candidate
    /// A message that is none of these.
    case message
    case report

    init(_ kind: Signal.Kind) {
      switch kind {
      case .offer: self = .offer
      case .answer: self = .answer
      case .candidate: self = .candidate
      case .other: self = .message
      }
    }
  }

  /// An event has either, so they share their bytes.
  enum Detail: Sendable, Equatable {
    case candidates(CandidateTypes)
    case report(ICEReport)
  }

  var at: MonotonicTime
  /// Its place among all events of the room, from 1.
  var number: UInt32
  var bytes: UInt32
  var detail: Detail
  var kind: Kind
  /// Who sent it.
  var side: PairSide
  /// False when nobody had bound the addressee.
  var isDelivered: Bool

  init(_ passage: Passage, number: UInt32, from side: PairSide, isDelivered: Bool) {
    at = passage.at
    self.number = number
    bytes = UInt32(clamping: passage.bytes)
    detail = .candidates(passage.candidates)
    kind = Kind(passage.kind)
    self.side = side
    self.isDelivered = isDelivered
  }

  init(_ report: ICEReport, number: UInt32, from side: PairSide, at: MonotonicTime) {
    self.at = at
    self.number = number
    bytes = 0
    detail = .report(report)
    kind = .report
    self.side = side
    isDelivered = true
  }

  var candidates: CandidateTypes? {
    if case .candidates(let types) = detail { types } else { nil }
  }

  var report: ICEReport? {
    if case .report(let report) = detail { report } else { nil }
  }
}
