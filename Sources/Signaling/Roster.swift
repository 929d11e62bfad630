/// The bound members of a room in join order: what some protocols send with every change.
public struct Roster: Sendable {
  /// The room.
  public let roomID: RoomID
  /// Its bound members.
  public let peers: [Peer]

  /// A roster.
  public init(roomID: RoomID, peers: [Peer]) {
    self.roomID = roomID
    self.peers = peers
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
