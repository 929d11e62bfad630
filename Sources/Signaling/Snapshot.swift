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

extension Room {
  /// Its bound members now, which is `at` in milliseconds since 1970-01-01 UTC.
  public func roster(at: Int64) -> Roster {
    state.withLock { Roster(roomID: id, peers: $0.boundPeers, at: at) }
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
