/// Who a client has proved to be, by a token that the hub trusts.
public struct Account: Sendable, Equatable {
  /// The token's subject.
  public var id: String
  /// How peers are shown the account: a JSON object, as text.
  public var info: [UInt8]
  /// Its name for people; nil when the token says none.
  public var name: String?
  /// What it wants to be called; nil when the token says nothing of it.
  public var nick: String?

  /// An account.
  public init(id: String, info: [UInt8], name: String? = nil, nick: String? = nil) {
    self.id = id
    self.info = info
    self.name = name
    self.nick = nick
  }

  /// Whether `id` is this account's, byte for byte: what Unicode holds equivalent may be somebody
  /// else to whoever issues the tokens.
  func isCalled(_ id: String) -> Bool { self.id.utf8.elementsEqual(id.utf8) }
}

/// The chat rooms that a token opens.
public enum RoomGrant: Sendable, Equatable {
  /// Every one.
  case all
  /// Those with these IDs, without the `chat/` in front.
  case only(Set<String>)
}

/// What a verified token says of its bearer.
public struct Identity: Sendable, Equatable {
  /// Whose token it is.
  public var account: Account
  /// Where it lets in.
  public var rooms: RoomGrant
  /// When it ends, in milliseconds since 1970-01-01 UTC; nil if never.
  public var expiresAt: Int64?

  /// An identity.
  public init(account: Account, rooms: RoomGrant, expiresAt: Int64?) {
    self.account = account
    self.rooms = rooms
    self.expiresAt = expiresAt
  }

  /// Whether it has ended by then, in milliseconds since 1970-01-01 UTC.
  public func hasExpired(at now: Int64) -> Bool { expiresAt.map { $0 <= now } ?? false }

  /// Whether it lets into a chat room.
  public func mayEnter(_ room: RoomID) -> Bool {
    guard let chat = room.chatID else { return false }
    switch rooms {
    case .all: return true
    case .only(let ids): return ids.contains(chat)
    }
  }
}

/// Why a token was not believed.
public struct IdentityProblem: Error, Sendable, Equatable {
  /// The stable word for it, as metrics show it.
  public let label: String
  /// For whoever showed it; quotes nothing of it.
  public let message: String

  /// A problem.
  public init(label: String, message: String) {
    self.label = label
    self.message = message
  }
}

/// Checks a token that a client shows.
public typealias VerifyToken =
  @Sendable (_ token: String) async -> Result<Identity, IdentityProblem>

/// Chat rooms: members only, whatever protocol one comes by.
extension RoomID {
  private static let chatPrefix = "chat/"

  /// The room of a chat; nil unless the whole name obeys `NameRule`.
  public init?(chat id: String) {
    guard !id.isEmpty else { return nil }
    self.init(Self.chatPrefix + id)
  }

  /// Whether only bearers of a token for it may enter.
  public var isMembersOnly: Bool { rawValue.utf8.starts(with: Self.chatPrefix.utf8) }

  /// The chat's own ID; nil for a room that is open to everybody.
  public var chatID: String? {
    // By bytes: a combining mark behind the slash is one character with it.
    isMembersOnly ? String(Substring(rawValue.utf8.dropFirst(Self.chatPrefix.utf8.count))) : nil
  }
}
