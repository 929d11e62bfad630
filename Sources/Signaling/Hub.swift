import OrderedCollections
import Synchronization

/// The building: all rooms, and every way into and out of them.
///
/// Rooms are spread over shards, each a table under its own lock; a room has a lock of its own
/// inside. Locks are taken in that order and only memory is touched under them: what has to be
/// sent is returned, and sent by the caller.
public final class Hub: Sendable {
  /// What a hub is told at its start.
  public struct Configuration: Sendable {
    /// Bound clients a room holds; as many seats may be reserved beside them.
    public var roomCapacity = 100
    /// How long a join over REST keeps its seat before it has to be bound.
    public var seatLifetime = Interval.seconds(120)
    /// STUN servers that clients are told of, as URLs (RFC 7064).
    public var stunServers: [String] = []
    /// Pairs of clients whose messages are remembered, over all rooms; 0 remembers nothing.
    public var tracedPairs = 16_384
    /// How long it can be read what passed in a room that everybody has left.
    public var traceLinger = Interval.seconds(60)

    /// The defaults.
    public init() {}
  }

  final class Shard: Sendable {
    let rooms = Mutex<[RoomID: Room]>([:])
  }

  /// The configuration in force.
  public let configuration: Configuration
  /// The limits in force, and who is counted against them.
  public let admission: Admission
  let seats = SeatQueue()
  let shards: [Shard]
  let serials = Atomic<UInt64>(0)
  let traceBudget: TraceBudget?
  let lingering = Mutex(LingeringTraces())
  let bodyWatch = BodyWatch()
  let knownClockDifference = Atomic<Int64>(0)
  private let draining = Atomic(false)

  /// An empty hub.
  public init(_ configuration: Configuration = Configuration(), admission: Admission = Admission())
  {
    self.configuration = configuration
    self.admission = admission
    traceBudget = TraceBudget(limit: configuration.tracedPairs)
    shards = (0..<64).map { _ in Shard() }
  }

  /// Whether the hub has stopped taking clients.
  public var isDraining: Bool { draining.load(ordering: .relaxed) }

  /// Refuses every join and bind from now on with `Refusal.draining`.
  public func startDraining() {
    draining.store(true, ordering: .relaxed)
  }

  /// Reserves a seat in a room (a new room if `roomID` is nil) for a client that binds later.
  public func join(
    _ roomID: RoomID?, _ newcomer: Newcomer, at now: Moment,
    using generator: inout some RandomNumberGenerator
  ) throws(Refusal) -> Reservation {
    let until = now.monotonic + configuration.seatLifetime
    let serial = nextSerial()
    let added = try add(
      newcomer, as: .seat(until: until), serial: serial, to: roomID, at: now, using: &generator)
    seats.append(
      SeatQueue.Entry(
        until: until, roomID: added.room.id, clientID: added.clientID, serial: serial))
    return Reservation(
      seat: Seat(roomID: added.room.id, clientID: added.clientID, token: added.token),
      replaced: added.replaced)
  }

  /// Joins and claims in one step, for a client whose handshake is under way.
  ///
  /// - Throws: `Refusal.nameHeld` when a connection speaks for the wanted name: the caller asks
  ///   that connection for a sign of life, and tries once more if there is none.
  public func enter(
    _ roomID: RoomID?, _ newcomer: Newcomer, at now: Moment,
    using generator: inout some RandomNumberGenerator
  ) throws(Refusal) -> Admittance {
    let attempt = nextSerial()
    let added = try add(
      newcomer, as: .binding(attempt: attempt, seatUntil: nil), serial: attempt, to: roomID,
      at: now, using: &generator)
    return Admittance(
      ticket: Ticket(
        room: added.room, clientID: added.clientID, token: added.token,
        expiresAt: newcomer.identity?.expiresAt, attempt: attempt),
      replaced: added.replaced)
  }

  /// Claims a joined client for the handshake under way. Of many who try at once, one succeeds.
  ///
  /// Whoever shows the token of a bound client is that client, come back by another connection: the
  /// old connection loses the name.
  public func claim(
    _ clientID: ClientID, in roomID: RoomID, token: Token?, from address: AddressKey,
    at now: MonotonicTime
  ) throws(Refusal) -> Admittance {
    guard !isDraining else { throw .draining }
    try admission.mayBind(address, at: now)
    do throws(Refusal) {
      guard let token else { throw .tokenMissing }
      guard let room = room(roomID) else { throw .clientNotFound }
      let attempt = nextSerial()
      let (replaced, expiresAt) = try room.state.withLock {
        state throws(Refusal) -> (Departure?, Int64?) in
        guard let index = state.clients.index(forKey: clientID) else { throw .clientNotFound }
        let client = state.clients.values[index]
        guard client.token.matches(token) else { throw .wrongToken }
        switch client.presence {
        case .binding:
          throw .alreadyBound
        case .seat(let until):
          guard state.present < configuration.roomCapacity else {
            throw .roomFull(capacity: configuration.roomCapacity)
          }
          state.clients.values[index].presence = .binding(attempt: attempt, seatUntil: until)
          state.seats -= 1
          return (nil, client.profile?.expiresAt)
        case .bound(let connection):
          state.noteLeft(clientID, client, reason: .replaced, traceBudget, at: now)
          // For whoever looks at the trace this is another joining: the peers start anew.
          state.clients.values[index].serial = attempt
          state.noteJoined(clientID, traceBudget, at: now)
          state.clients.values[index].presence = .binding(attempt: attempt, seatUntil: nil)
          var recipients: [Receiver] = []
          state.receivers(except: connection, into: &recipients)
          let departure = Departure(
            room: room, peer: client.peer(clientID), reason: .replaced, connection: connection,
            recipients: recipients)
          return (departure, client.profile?.expiresAt)
        }
      }
      return Admittance(
        ticket: Ticket(
          room: room, clientID: clientID, token: token, expiresAt: expiresAt, attempt: attempt),
        replaced: replaced)
    } catch {
      if error == .wrongToken || error == .clientNotFound {
        admission.bindFailed(address, at: now)
      }
      throw error
    }
  }

  /// Binds a claimed client to the connection that its handshake has become.
  ///
  /// - Returns: nil when the client has left meanwhile; the connection has nothing to stand for.
  public func attach(
    _ ticket: Ticket, to connection: ConnectionID, at now: MonotonicTime
  ) -> Arrival? {
    let (arrival, seat) = ticket.room.state.withLock { state -> (Arrival?, UInt64?) in
      guard let index = state.clients.index(forKey: ticket.clientID),
        case .binding(ticket.attempt, let seatUntil) = state.clients.values[index].presence
      else { return (nil, nil) }
      let peers = state.boundPeers
      var recipients: [Receiver] = []
      recipients.reserveCapacity(peers.count)
      state.receivers(except: nil, into: &recipients)
      state.clients.values[index].presence = .bound(connection)
      state.noteBound(at: index, traceBudget, at: now)
      let client = state.clients.values[index]
      let arrival = Arrival(
        membership: Membership(
          room: ticket.room, clientID: ticket.clientID, connection: connection,
          dialect: client.dialect, profile: client.profile),
        token: ticket.token, peer: client.peer(ticket.clientID), peers: peers,
        recipients: recipients, stunServers: configuration.stunServers)
      return (arrival, seatUntil == nil ? nil : client.serial)
    }
    if let seat { seats.settle(seat) }
    return arrival
  }

  /// Takes back a claim whose handshake did not complete: the seat can be bound again for as long
  /// as it lasts, unless others have reserved them all meanwhile; a client that came with the
  /// handshake is gone with it.
  public func abandon(_ ticket: Ticket, at now: MonotonicTime) {
    _ = try? remove(ticket.clientID, from: ticket.room.id, nil, at: now) { client, state in
      guard case .binding(ticket.attempt, let seatUntil) = client.presence else { return false }
      guard let seatUntil, seatUntil > now, state.seats < configuration.roomCapacity else {
        return true
      }
      client.presence = .seat(until: seatUntil)
      state.seats += 1
      return false
    }
  }

  /// Takes a client out at its own request. An unbound client leaves by its name alone; one that a
  /// connection speaks for must show its token, and a token that is shown must be right.
  public func leave(
    _ clientID: ClientID, from roomID: RoomID, token: Token?, at now: MonotonicTime
  ) throws(Refusal) -> Departure {
    let removed = try remove(clientID, from: roomID, .left, at: now) {
      client, _ throws(Refusal) in
      if let token {
        guard client.token.matches(token) else { throw .wrongToken }
      } else if !client.isSeat {
        throw .tokenMissing
      }
      return true
    }
    guard let removed else { throw .clientNotFound }
    return removed.departure(.left)
  }

  /// Takes a client out because its connection is ending.
  ///
  /// - Returns: nil when that connection no longer speaks for the client: a late close removes
  ///   nobody else.
  public func detach(
    _ membership: Membership, reason: LeaveReason, at now: MonotonicTime
  ) -> Departure? {
    try? remove(membership.clientID, from: membership.room.id, reason, at: now) { client, _ in
      client.presence == .bound(membership.connection)
    }?.departure(reason)
  }

  /// Takes a client out, whoever it is, because an administrator says so.
  ///
  /// - Returns: nil when there is no such client.
  public func evict(
    _ clientID: ClientID, from roomID: RoomID, at now: MonotonicTime
  ) -> Departure? {
    try? remove(clientID, from: roomID, .removed, at: now) { _, _ in true }?.departure(.removed)
  }

  /// Takes everybody out of a room, because an administrator says so. Who comes meanwhile stays.
  public func clear(_ roomID: RoomID, at now: MonotonicTime) -> [Departure] {
    clients(in: roomID).compactMap { evict($0, from: roomID, at: now) }
  }

  /// Drops the seats that nobody bound in time.
  ///
  /// - Returns: how many were dropped. Nobody is told: an unbound client was never announced.
  public func expireSeats(at now: MonotonicTime) -> Int {
    var expired = 0
    for entry in seats.popExpired(at: now) {
      let removed = try? remove(entry.clientID, from: entry.roomID, nil, at: now) { client, _ in
        guard client.serial == entry.serial else { return false }
        // Its entry is used up, so a handshake that is abandoned must not give the seat back: one
        // that read the clock a moment before this would, and nobody would ever drop it.
        if case .binding(let attempt, _) = client.presence {
          client.presence = .binding(attempt: attempt, seatUntil: nil)
        }
        return client.isSeat
      }
      if removed != nil { expired += 1 }
    }
    return expired
  }

  /// The names in one room, in join order; empty when there is no such room.
  public func clients(in roomID: RoomID) -> [ClientID] {
    room(roomID)?.state.withLock { Array($0.clients.keys) } ?? []
  }

  /// All rooms with the names in each, sorted by room. Shard by shard: no lock is held for long.
  public func rooms() -> [(id: RoomID, clients: [ClientID])] {
    var list: [(id: RoomID, clients: [ClientID])] = []
    for shard in shards {
      let rooms = shard.rooms.withLock { Array($0.values) }
      for room in rooms {
        let clients = room.state.withLock { Array($0.clients.keys) }
        if !clients.isEmpty { list.append((room.id, clients)) }
      }
    }
    // By their bytes: String compares canonical forms, which it finds in time quadratic in combining
    // marks, and names are anybody's to choose.
    return list.sorted { $0.id.rawValue.utf8.lexicographicallyPrecedes($1.id.rawValue.utf8) }
  }

  /// How many rooms there are.
  public var roomCount: Int {
    shards.reduce(0) { $0 + $1.rooms.withLock { $0.count } }
  }
}
