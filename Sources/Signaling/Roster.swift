/// The bound members of a room in join order: what some protocols send with every change.
public struct Roster: Sendable {
  /// The room.
  public let roomID: RoomID
  /// Its bound members.
  public let peers: [Peer]
  /// When it was like that, in milliseconds since 1970-01-01 UTC; nil where nobody has looked.
  public let at: Int64?

  /// A roster.
  public init(roomID: RoomID, peers: [Peer], at: Int64? = nil) {
    self.roomID = roomID
    self.peers = peers
    self.at = at
  }
}

/// Whom a relayed message comes from, as its receivers are told.
public struct Sender: Sendable {
  /// Its name in the room.
  public let clientID: ClientID
  /// How it presents itself.
  public let profile: Profile

  /// A sender.
  public init(clientID: ClientID, profile: Profile) {
    self.clientID = clientID
    self.profile = profile
  }
}
