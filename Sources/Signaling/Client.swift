/// A member of a room. It outlives its connection: `presence` says what, if anything, it holds.
struct Client: Sendable {
  enum Presence: Sendable, Equatable {
    /// Joined over REST; nobody has bound it. Dropped at `until`.
    case seat(until: MonotonicTime)
    /// A handshake for it is under way; `attempt` is that handshake's identity.
    case binding(attempt: UInt64, seatUntil: MonotonicTime?)
    /// A connection speaks for it.
    case bound(ConnectionID)
  }

  /// Behind a reference: most clients have no profile, and this keeps the member small.
  var profile: ProfileBox?
  let joinedAt: Int64
  let token: TokenDigest
  let address: AddressKey
  /// Tells this joining from another under the same name: a seat expires by identity.
  var serial: UInt64
  let dialect: Dialect
  var presence: Presence
  var marks = ClientMarks()

  var connection: ConnectionID? {
    if case .bound(let connection) = presence { connection } else { nil }
  }

  var receiver: Receiver? { connection.map { Receiver($0, dialect) } }

  var account: Account? { profile?.value.account }

  /// When the seat runs out that this client still has, or goes back to if its handshake fails.
  var seatUntil: MonotonicTime? {
    switch presence {
    case .seat(let until): until
    case .binding(_, let seatUntil): seatUntil
    case .bound: nil
    }
  }

  var isSeat: Bool {
    if case .seat = presence { true } else { false }
  }

  func peer(_ id: ClientID) -> Peer {
    Peer(
      clientID: id, profile: profile?.value ?? Profile(), joinedAt: joinedAt, dialect: dialect)
  }
}

final class ProfileBox: Sendable {
  let value: Profile
  /// When the token behind the account ends, in milliseconds since 1970-01-01 UTC.
  let expiresAt: Int64?

  init?(_ newcomer: Newcomer) {
    guard newcomer.profile != Profile() || newcomer.identity != nil else { return nil }
    value = newcomer.profile
    expiresAt = newcomer.identity?.expiresAt
  }
}
