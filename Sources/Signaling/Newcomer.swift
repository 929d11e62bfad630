/// Somebody who wants into a room: as whom, and on what grounds.
public struct Newcomer: Sendable {
  /// The protocol it speaks.
  public var dialect: Dialect
  /// The name it asks for; nil for one that the hub issues.
  public var clientID: ClientID?
  /// How it presents itself. Its account is taken from `identity`, and so is its name if it gives
  /// none.
  public var profile: Profile
  /// Who it has proved to be; needed for chat rooms.
  public var identity: Identity?
  /// The secret of whoever holds the name now, if it has it: then it takes that one's place.
  public var token: Token?
  /// What it is counted against.
  public var address: AddressKey

  /// A newcomer.
  public init(
    dialect: Dialect = .native, clientID: ClientID? = nil, profile: Profile = Profile(),
    identity: Identity? = nil, token: Token? = nil, address: AddressKey
  ) {
    self.dialect = dialect
    self.clientID = clientID
    self.profile = profile
    self.identity = identity
    self.token = token
    self.address = address
    self.profile.account = identity?.account
    self.profile.name = profile.name ?? identity?.account.nick ?? identity?.account.name
  }
}

/// A handshake that the hub has let in, and whose place it took.
public struct Admittance: Sendable {
  /// The way in.
  public let ticket: Ticket
  /// The holder of the name that had to go; its peers are to be told.
  public let replaced: Departure?
}

/// A seat that the hub has reserved, and whose place it took.
public struct Reservation: Sendable {
  /// The seat.
  public let seat: Seat
  /// The holder of the name that had to go; its peers are to be told.
  public let replaced: Departure?
}
