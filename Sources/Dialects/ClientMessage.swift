import Signaling

/// What a client's message asks for, whatever its dialect.
public enum ClientMessage: Sendable {
  /// Pass it on.
  case signal(Signal)
  /// The client names the room it wants into, and itself. Indirect, because it is large and rare, and
  /// the others are passed on for every message.
  indirect case join(JoinRequest)
  /// The client leaves its room.
  case leave
  /// The client asks for a sign of life.
  case ping
  /// The client says how its connection to a peer is. For the hub alone.
  case report(ICEReport, about: ClientID)
  /// It cannot be understood; the client is told why.
  case invalid(Complaint)
}

/// A client's wish to enter a room, in dialects that say so in a message and not in the URL.
public struct JoinRequest: Sendable {
  /// The room.
  public var roomID: RoomID
  /// The name that the client has chosen for itself.
  public var clientID: ClientID
  /// How it presents itself.
  public var profile: Profile
  /// The secret of the client that has this name, by which it takes its own place again; nil when
  /// none was shown.
  public var token: Token?

  /// A wish to enter `roomID` as `clientID`.
  public init(roomID: RoomID, clientID: ClientID, profile: Profile, token: Token?) {
    self.roomID = roomID
    self.clientID = clientID
    self.profile = profile
    self.token = token
  }
}
