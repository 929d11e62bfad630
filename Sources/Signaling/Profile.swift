/// How a client presents itself to its peers.
public struct Profile: Sendable, Equatable {
  /// Longest `metadata`, in bytes.
  public static let maximumMetadataBytes = 2048
  /// Display name; nil when none was given.
  public var name: String?
  /// A JSON object, kept as the bytes it came in; nil when none was given.
  public var metadata: [UInt8]?
  /// Who it has proved to be; nil without a token.
  public var account: Account?

  /// A profile; every part may be absent.
  public init(name: String? = nil, metadata: [UInt8]? = nil, account: Account? = nil) {
    self.name = name
    self.metadata = metadata
    self.account = account
  }
}

/// What peers are told of a client.
public struct Peer: Sendable, Equatable {
  /// Its name in the room.
  public var clientID: ClientID
  /// How it presents itself.
  public var profile: Profile
  /// When it joined, in milliseconds since 1970-01-01 UTC.
  public var joinedAt: Int64
  /// The protocol it speaks.
  public var dialect: Dialect

  /// A peer's description.
  public init(
    clientID: ClientID, profile: Profile, joinedAt: Int64, dialect: Dialect = .native
  ) {
    self.clientID = clientID
    self.profile = profile
    self.joinedAt = joinedAt
    self.dialect = dialect
  }
}
