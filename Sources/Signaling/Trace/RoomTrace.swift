/// What the hub has seen pass in a room, as of one moment. Times are in milliseconds since
/// 1970-01-01 UTC.
public struct RoomTrace: Sendable {
  /// Pairs that one reading shows at most: those with the worst verdicts, the latest first.
  public static let maximumPairs = 256

  /// The room.
  public let id: RoomID
  /// When its first member came.
  public let createdAt: Int64
  /// When everybody had left; nil while somebody is there.
  public let goneAt: Int64?
  /// When this was read.
  public let readAt: Int64
  /// When anything last happened; nil if nothing was recorded.
  public let lastEventAt: Int64?
  /// Changes with every event.
  public let revision: TraceRevision
  /// Everybody who is there, and the last who have left, in the order in which they came.
  public let clients: [TracedClient]
  /// Who tried to talk to whom, the worst verdict first, then the latest event.
  public let pairs: [PairTimeline]
  /// Pairs that are not shown, because they are too many or were dropped.
  public let omittedPairs: Int
  /// When time alone changes a verdict: five seconds after an offer, for one.
  public let nextChangeAt: Int64?

  /// How many of the pairs shown have each verdict.
  public var verdicts: [Verdict.Code: Int] {
    pairs.reduce(into: [:]) { $0[$1.verdict.code, default: 0] += 1 }
  }
}

/// Tells whether a room's trace has changed. Never the same for two rooms of one name.
public struct TraceRevision: Sendable, Hashable {
  let room: UInt64
  let changes: UInt64
  let isGone: Bool
}

/// One joining of a client. The same name that joins again is another one.
public struct TracedClient: Sendable {
  /// How a client stands to its room.
  public enum State: String, Sendable, CaseIterable {
    /// Reserved over REST, and bound by nobody.
    case seat
    /// A handshake for it is under way.
    case binding
    /// A connection speaks for it.
    case connected
    /// It has gone.
    case left
  }

  /// Names the joining, and no other in the hub's life.
  public let key: UInt64
  /// Its name in the room.
  public let clientID: ClientID
  /// Its name for people.
  public let name: String?
  /// The protocol it speaks.
  public let dialect: Dialect
  /// Where it came from.
  public let address: AddressKey
  /// How it stands.
  public let state: State
  /// When it joined.
  public let joinedAt: Int64
  /// When a connection first spoke for it; nil if none has.
  public let boundAt: Int64?
  /// When it left.
  public let leftAt: Int64?
  /// Why it left; nil while it is there, and when nobody took it out: its seat ran out, or its
  /// handshake came to nothing.
  public let leaveReason: LeaveReason?
  /// The connection that speaks for it now.
  public let connection: ConnectionID?
}

/// What passed between two clients.
public struct PairTimeline: Sendable {
  /// The one who joined first, by `TracedClient.key`.
  public let first: UInt64
  /// The other.
  public let second: UInt64
  /// Why they are not connected, or that they are.
  public let verdict: Verdict
  /// The last events, in order, with the comings and goings of both.
  public let events: [TimelineEvent]
  /// Events that were dropped because there were more than 64.
  public let dropped: Int
  /// Messages that are neither descriptions nor candidates, and only counted: of these, each side's
  /// first and last are events.
  public let omittedMessages: Int
}

/// Something that happened between two clients, or to one of them.
public struct TimelineEvent: Sendable {
  /// What it was.
  public enum Kind: String, Sendable, CaseIterable {
    /// An offer (RFC 8829 3.2).
    case offer
    /// An answer.
    case answer
    /// An ICE candidate.
    case candidate
    /// Any other message.
    case message
    /// One said how its connection to the other is.
    case report
    /// One reserved a seat or came.
    case joined
    /// A connection spoke for it from then on.
    case bound
    /// It left.
    case left
  }

  /// Its place among all events of the room.
  public let number: Int
  /// When.
  public let at: Int64
  /// Milliseconds since the pair's event before; nil for the first.
  public let delay: Int?
  /// Who sent it, or whom it happened to, by `TracedClient.key`.
  public let from: UInt64
  /// What it was.
  public let kind: Kind
  /// How long the message was; 0 for what is no message.
  public let bytes: Int
  /// The candidates in the message.
  public let candidates: CandidateTypes
  /// False when nobody had bound the addressee.
  public let isDelivered: Bool
  /// Why it left; nil for other events, and when nobody took it out.
  public let reason: LeaveReason?
  /// What was reported.
  public let report: ICEReport?
  /// The message in full, where it was asked for in time.
  public let body: [UInt8]?
}
