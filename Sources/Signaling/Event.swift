/// A handshake that the hub has accepted, between the 101 and the first byte of the connection.
public struct Ticket: Sendable {
  /// The room it leads into.
  public let room: Room
  /// The client that it binds.
  public let clientID: ClientID
  /// That client's secret, to be repeated in the welcome.
  public let token: Token
  /// When the connection has to end because its client's token does, in milliseconds since
  /// 1970-01-01 UTC; nil if never.
  public let expiresAt: Int64?
  let attempt: UInt64
}

/// A seat that a join over REST reserved.
public struct Seat: Sendable {
  /// The room joined.
  public let roomID: RoomID
  /// The client's name in it.
  public let clientID: ClientID
  /// The client's secret.
  public let token: Token
}

/// A client has just been bound: what it is told, and who is told of it.
public struct Arrival: Sendable {
  /// The newcomer's place in the room.
  public let membership: Membership
  /// The newcomer's secret, for its welcome.
  public let token: Token
  /// The newcomer, as its peers see it.
  public let peer: Peer
  /// The bound members it finds, in join order.
  public let peers: [Peer]
  /// Their connections.
  public let recipients: [Receiver]
  /// STUN servers that the newcomer is told of, as URLs.
  public internal(set) var stunServers: [String] = []

  /// The room with the newcomer in it.
  public var roster: Roster { Roster(roomID: membership.room.id, peers: peers + [peer]) }
}

/// A client has left its room: who is told, and which connection, if any, spoke for it.
public struct Departure: Sendable {
  /// The room left.
  public let room: Room
  /// Who left.
  public let peer: Peer
  /// Why, in the word that peers read.
  public let reason: LeaveReason
  /// The leaver's connection, which its owner still has to close; nil for an unbound seat.
  public let connection: ConnectionID?
  /// The connections of those who remain.
  public let recipients: [Receiver]

  /// The name of the room left.
  public var roomID: RoomID { room.id }
  /// The name of who left.
  public var clientID: ClientID { peer.clientID }
}

/// Why a client left, as `peer-left` says it.
public enum LeaveReason: String, Sendable, CaseIterable {
  /// It asked to leave, over REST or its connection.
  case left
  /// Its connection ended.
  case closed
  /// It stopped answering.
  case lost
  /// It did not read what was sent to it.
  case slow
  /// It sent more than the rate allows.
  case rateLimited = "rate-limited"
  /// It broke the WebSocket protocol.
  case protocolError = "protocol-error"
  /// The hub is stopping.
  case restarting
  /// Somebody who proved to be the same, or who found it silent, took its name.
  case replaced
  /// Its token ended.
  case expired
  /// An administrator took it out.
  case removed
}

/// A client's message, as far as the hub has to understand it. The text itself passes untouched.
public struct Signal: Sendable, Equatable {
  /// What the message carries, in JSEP's words (RFC 8829).
  public enum Kind: Int, Sendable, CaseIterable {
    /// An SDP offer.
    case offer
    /// An SDP answer.
    case answer
    /// An ICE candidate.
    case candidate
    /// Anything else; the hub does not mind.
    case other
  }

  /// What it carries.
  public var kind: Kind
  /// Whom it is for.
  public var target: Target

  /// A signal of a kind to its addressees.
  public init(kind: Kind, target: Target) {
    self.kind = kind
    self.target = target
  }
}

/// Whom a message is for. Never its own sender.
public enum Target: Sendable, Equatable {
  /// Everybody else in the room.
  case everybody
  /// One client.
  case client(ClientID)
  /// Every client of an account; if there is none, the client of that name that has no account.
  case account(String)
}

extension LeaveReason {
  /// Position among all cases, for counters kept in an array.
  public var index: Int {
    switch self {
    case .left: 0
    case .closed: 1
    case .lost: 2
    case .slow: 3
    case .rateLimited: 4
    case .protocolError: 5
    case .restarting: 6
    case .replaced: 7
    case .expired: 8
    case .removed: 9
    }
  }
}
