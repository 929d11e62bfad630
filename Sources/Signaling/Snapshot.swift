import OrderedCollections
import Synchronization

/// One room as it was at one moment, for listings.
public struct RoomSnapshot: Sendable {
  /// A member, bound or not.
  public struct Member: Sendable {
    /// What peers are told of it.
    public let peer: Peer
    /// Whether a connection speaks for it.
    public let isConnected: Bool
  }

  /// The room.
  public let id: RoomID
  /// When its first member came, in milliseconds since 1970-01-01 UTC.
  public let createdAt: Int64
  /// Everybody, in join order.
  public let members: [Member]
}

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

extension Room {
  /// Its bound members now.
  public var roster: Roster {
    state.withLock { Roster(roomID: id, peers: $0.boundPeers) }
  }

  /// All of it now; nil once it is empty.
  var snapshot: RoomSnapshot? {
    state.withLock { state in
      guard !state.clients.isEmpty else { return nil }
      return RoomSnapshot(
        id: id, createdAt: createdAt,
        members: state.clients.map {
          RoomSnapshot.Member(peer: $1.peer($0), isConnected: $1.connection != nil)
        })
    }
  }
}

extension Hub {
  /// One room; nil if nobody is there.
  public func snapshot(_ roomID: RoomID) -> RoomSnapshot? {
    room(roomID)?.snapshot
  }

  /// All rooms, sorted by ID. Shard by shard: no lock is held for long.
  public func snapshots() -> [RoomSnapshot] {
    let rooms = shards.flatMap { $0.rooms.withLock { Array($0.values) } }
    // By their bytes: String compares canonical forms, which it finds in time quadratic in combining
    // marks, and names are anybody's to choose.
    return rooms.compactMap(\.snapshot).sorted {
      $0.id.rawValue.utf8.lexicographicallyPrecedes($1.id.rawValue.utf8)
    }
  }
}
