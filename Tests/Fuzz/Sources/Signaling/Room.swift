/// Stands in for the rooms, which need packages that take minutes to build: what the protocols ask
/// of a place in one.
public final class Room: Sendable {
  /// The room's name.
  public let id: RoomID

  /// A room nobody is in.
  public init(id: RoomID) {
    self.id = id
  }
}

/// A client's place in a room.
public struct Membership: Sendable {
  /// The room.
  public let room: Room
  /// The client's name in it.
  public let clientID: ClientID
}
