import OrderedCollections
import Synchronization

/// The two steps that every way in or out is made of.
extension Hub {
  struct Added {
    let room: Room
    let clientID: ClientID
    let token: Token
    let replaced: Departure?
  }

  func add(
    _ newcomer: Newcomer, as presence: Client.Presence, serial: UInt64, to roomID: RoomID?,
    at now: Moment, using generator: inout some RandomNumberGenerator
  ) throws(Refusal) -> Added {
    guard !isDraining else { throw .draining }
    if let roomID { try checkMembership(of: newcomer, in: roomID, at: now) }
    if newcomer.token != nil { try admission.mayBind(newcomer.address, at: now.monotonic) }
    try admission.admit(newcomer.address, at: now.monotonic)
    do throws(Refusal) {
      let token = Token(issuedUsing: &generator)
      let client = Client(
        profile: ProfileBox(newcomer), joinedAt: now.unixMilliseconds,
        token: TokenDigest(token), address: newcomer.address, serial: serial,
        dialect: newcomer.dialect, presence: presence)
      while true {
        let id = roomID ?? RoomID(issuedUsing: &generator)
        let added = try shard(id).rooms.withLock { rooms throws(Refusal) -> Added? in
          // An issued ID that is taken is drawn again.
          if roomID == nil, rooms[id] != nil { return nil }
          let known = rooms[id]
          let room =
            known
            ?? Room(
              id: id, createdAt: now.unixMilliseconds, serial: serial, budget: traceBudget)
          let (clientID, replaced) = try place(
            client, of: newcomer, in: room, at: now.monotonic, using: &generator)
          rooms[id] = room
          if known == nil { inherit(room) }
          return Added(
            room: room, clientID: clientID, token: token, replaced: replaced?.departure(.replaced))
        }
        if let added { return added }
      }
    } catch {
      admission.release(newcomer.address)
      throw error
    }
  }

  private func checkMembership(
    of newcomer: Newcomer, in roomID: RoomID, at now: Moment
  ) throws(Refusal) {
    guard roomID.isMembersOnly else { return }
    guard let identity = newcomer.identity, !identity.hasExpired(at: now.unixMilliseconds) else {
      throw .unauthenticated
    }
    guard identity.mayEnter(roomID) else { throw .notAMember }
  }

  private func place(
    _ client: Client, of newcomer: Newcomer, in room: Room, at now: MonotonicTime,
    using generator: inout some RandomNumberGenerator
  ) throws(Refusal) -> (ClientID, Removed?) {
    try room.state.withLock { state throws(Refusal) in
      let holder = newcomer.clientID.flatMap { state.clients[$0] }
      if let holder { try mayReplace(holder, newcomer, at: now) }
      // Every refusal comes before the holder of the name is touched.
      let leaving = holder.map { $0.isSeat ? (present: 0, seats: 1) : (present: 1, seats: 0) }
      guard state.present - (leaving?.present ?? 0) < configuration.roomCapacity else {
        throw .roomFull(capacity: configuration.roomCapacity)
      }
      if client.isSeat, state.seats - (leaving?.seats ?? 0) >= configuration.roomCapacity {
        let displaced = try state.displaceSeat(for: client.address, at: now)
        admission.release(displaced.value.address)
        state.noteLeft(displaced.key, displaced.value, reason: nil, traceBudget, at: now)
      }
      var replaced: Removed?
      if let wanted = newcomer.clientID, let index = state.clients.index(forKey: wanted) {
        replaced = take(at: index, from: &state, of: room, .replaced, at: now)
      }
      var clientID = newcomer.clientID ?? ClientID(issuedUsing: &generator)
      while state.clients[clientID] != nil { clientID = ClientID(issuedUsing: &generator) }
      state.clients[clientID] = client
      if client.isSeat { state.seats += 1 }
      state.noteJoined(clientID, traceBudget, at: now)
      return (clientID, replaced)
    }
  }

  /// Whether a newcomer is the one who holds the name, come back: by the holder's token, or by a
  /// token of the same account.
  private func mayReplace(
    _ holder: Client, _ newcomer: Newcomer, at now: MonotonicTime
  ) throws(Refusal) {
    if let token = newcomer.token {
      if holder.token.matches(token) { return }
      admission.bindFailed(newcomer.address, at: now)
    }
    if let account = newcomer.identity?.account, holder.account?.isCalled(account.id) == true {
      return
    }
    guard case .bound(let connection) = holder.presence else { throw .nameTaken }
    throw .nameHeld(by: connection)
  }

  /// Takes a member out of a room that is locked, and gives back its place under the limits.
  private func take(
    at index: Int, from state: inout Room.State, of room: Room, _ reason: LeaveReason?,
    at now: MonotonicTime
  ) -> Removed {
    let (clientID, client) = state.clients.remove(at: index)
    if client.isSeat { state.seats -= 1 }
    var recipients: [Receiver] = []
    // Only a bound client was announced, so only its leaving is news.
    if client.connection != nil { state.receivers(except: nil, into: &recipients) }
    admission.release(client.address)
    if client.seatUntil != nil { seats.settle(client.serial) }
    state.noteLeft(clientID, client, reason: reason, traceBudget, at: now)
    return Removed(client: client, clientID: clientID, room: room, recipients: recipients)
  }

  struct Removed {
    let client: Client
    let clientID: ClientID
    let room: Room
    let recipients: [Receiver]

    func departure(_ reason: LeaveReason) -> Departure {
      Departure(
        room: room, peer: client.peer(clientID), reason: reason, connection: client.connection,
        recipients: recipients)
    }
  }

  /// Removes a client if `condition` says so, and the room with its last client.
  func remove(
    _ clientID: ClientID, from roomID: RoomID, _ reason: LeaveReason?, at now: MonotonicTime,
    if condition: (inout Client, inout Room.State) throws(Refusal) -> Bool
  ) throws(Refusal) -> Removed? {
    try shard(roomID).rooms.withLock { rooms throws(Refusal) -> Removed? in
      guard let room = rooms[roomID] else { return nil }
      return try room.state.withLock { state throws(Refusal) -> Removed? in
        guard let index = state.clients.index(forKey: clientID) else { return nil }
        var client = state.clients.values[index]
        let isRemoved = try condition(&client, &state)
        state.clients.values[index] = client
        guard isRemoved else { return nil }
        let removed = take(at: index, from: &state, of: room, reason, at: now)
        if state.clients.isEmpty {
          rooms[roomID] = nil
          bequeath(&state, of: room, at: now)
        }
        return removed
      }
    }
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
