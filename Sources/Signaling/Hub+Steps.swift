import OrderedCollections
import Synchronization

/// The two steps that every way in or out is made of.
extension Hub {
  typealias Added = (room: Room, clientID: ClientID, token: Token)

  func add(
    _ presence: Client.Presence, serial: UInt64, to roomID: RoomID?, profile: Profile,
    from address: AddressKey, at now: Moment, using generator: inout some RandomNumberGenerator
  ) throws(Refusal) -> Added {
    guard !isDraining else { throw .draining }
    try admission.admit(address, at: now.monotonic)
    do throws(Refusal) {
      let token = Token(issuedUsing: &generator)
      let client = Client(
        profile: ProfileBox(profile), joinedAt: now.unixMilliseconds,
        token: TokenDigest(token), address: address, serial: serial, presence: presence)
      while true {
        let id = roomID ?? RoomID(issuedUsing: &generator)
        let placed = try shard(id).rooms.withLock { rooms throws(Refusal) -> (Room, ClientID)? in
          // An issued ID that is taken is drawn again.
          if roomID == nil, rooms[id] != nil { return nil }
          let room = rooms[id] ?? Room(id: id)
          let clientID = try place(client, in: room, at: now.monotonic, using: &generator)
          rooms[id] = room
          return (room, clientID)
        }
        if let placed { return (placed.0, placed.1, token) }
      }
    } catch {
      admission.release(address)
      throw error
    }
  }

  func place(
    _ client: Client, in room: Room, at now: MonotonicTime,
    using generator: inout some RandomNumberGenerator
  ) throws(Refusal) -> ClientID {
    try room.state.withLock { state throws(Refusal) in
      guard state.present < configuration.roomCapacity else {
        throw .roomFull(capacity: configuration.roomCapacity)
      }
      if client.isSeat, state.seats >= configuration.roomCapacity {
        let displaced = try state.displaceSeat(for: client.address, at: now)
        admission.release(displaced.address)
      }
      var clientID = ClientID(issuedUsing: &generator)
      while state.clients[clientID] != nil { clientID = ClientID(issuedUsing: &generator) }
      state.clients[clientID] = client
      if client.isSeat { state.seats += 1 }
      return clientID
    }
  }

  struct Removed {
    let client: Client
    let clientID: ClientID
    let roomID: RoomID
    let recipients: [ConnectionID]

    func departure(_ reason: LeaveReason) -> Departure {
      Departure(
        roomID: roomID, clientID: clientID, reason: reason, connection: client.connection,
        recipients: recipients)
    }
  }

  /// Removes a client if `condition` says so, and the room with its last client.
  func remove(
    _ clientID: ClientID, from roomID: RoomID,
    if condition: (inout Client, inout Room.State) throws(Refusal) -> Bool
  ) throws(Refusal) -> Removed? {
    let removed = try shard(roomID).rooms.withLock { rooms throws(Refusal) -> Removed? in
      guard let room = rooms[roomID] else { return nil }
      return try room.state.withLock { state throws(Refusal) -> Removed? in
        guard let index = state.clients.index(forKey: clientID) else { return nil }
        var client = state.clients.values[index]
        guard try condition(&client, &state) else {
          state.clients.values[index] = client
          return nil
        }
        state.clients.remove(at: index)
        if client.isSeat { state.seats -= 1 }
        if state.clients.isEmpty { rooms[roomID] = nil }
        var recipients: [ConnectionID] = []
        // Only a bound client was announced, so only its leaving is news.
        if client.connection != nil { state.connections(except: nil, into: &recipients) }
        return Removed(
          client: client, clientID: clientID, roomID: roomID, recipients: recipients)
      }
    }
    if let removed {
      admission.release(removed.client.address)
      if removed.client.seatUntil != nil { seats.settle(removed.client.serial) }
    }
    return removed
  }

  func room(_ id: RoomID) -> Room? {
    shard(id).rooms.withLock { $0[id] }
  }

  func shard(_ id: RoomID) -> Shard {
    shards[Int(UInt(bitPattern: id.hashValue) % UInt(shards.count))]
  }

  func nextSerial() -> UInt64 {
    serials.add(1, ordering: .relaxed).newValue
  }
}
