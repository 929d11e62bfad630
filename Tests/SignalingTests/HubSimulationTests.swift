import Testing

@testable import Signaling

/// A random life of a hub, step by step beside the model of what it is meant to do.
private struct Simulation {
  private static let names = ["red", "green", "blue", "black"]
  private static let clientNames = ["ada", "bob", "eve"]
  private static let capacity = 4

  let hub: Hub
  var model: HubModel
  var generator: SeededGenerator
  var seconds = 0.0
  var connections = 0
  /// Everything ever handed out; most of it is stale, and has to do no harm.
  var seats: [Seat] = []
  var tickets: [(ticket: Ticket, attempt: Int)] = []
  var memberships: [Membership] = []
  /// How often each thing happened, so that a simulation that tests nothing is noticed.
  var tally: [String: Int] = [:]

  init(seed: UInt64) {
    let limits = Admission.Limits.make(clients: 26, clientsPerAddress: 9)
    // So few pairs that all bounds of the traces are met too.
    hub = .make(
      roomCapacity: Self.capacity, seatSeconds: 120, limits: limits, tracedPairs: 24)
    model = HubModel(
      capacity: Self.capacity, lifetime: .seconds(120), maximumClients: 26,
      maximumClientsPerAddress: 9)
    generator = SeededGenerator(seed: seed)
  }

  var now: MonotonicTime { .make(seconds: seconds) }
  var moment: Moment { Moment(monotonic: now, unixMilliseconds: Int64(seconds * 1000)) }

  mutating func pick(_ count: Int) -> Int { Int.random(in: 0..<count, using: &generator) }

  /// One of the last few, so that stale and current ones are both met often.
  mutating func recent<Element>(_ list: [Element]) -> Element? {
    list.isEmpty ? nil : list[list.count - 1 - pick(min(list.count, 24))]
  }

  mutating func room() -> RoomID? {
    pick(12) == 0 ? nil : .make(Self.names[pick(2) == 0 ? 0 : pick(Self.names.count)])
  }

  mutating func address() -> AddressKey { .make(pick(3) > 0 ? 1 : pick(6)) }

  mutating func count(_ what: String) { tally[what, default: 0] += 1 }

  mutating func step() throws {
    switch pick(100) {
    case 0..<22: try join()
    case 22..<34: try enter()
    case 34..<48: claim()
    case 48..<64: attach()
    case 64..<67: abandon()
    case 67..<82: send()
    case 82..<87: leave()
    case 87..<91: detach()
    case 91..<93: evict()
    case 93..<96:
      let expired = hub.expireSeats(at: now)
      #expect(expired == model.expire(at: now))
      if expired > 0 { count("expired") }
      hub.expireTraces(at: now)
    default: seconds += Double(pick(30_000)) / 1000
    }
  }

  // MARK: - Coming

  /// Somebody, with or without a name in mind, an account, and a token for the name.
  mutating func newcomer(in room: RoomID?) -> Newcomer {
    let address = address()
    let account = pick(3) == 0 ? "account-\(pick(3))" : nil
    let name = pick(2) == 0 ? ClientID.make(Self.clientNames[pick(Self.clientNames.count)]) : nil
    let holder = room.flatMap { room in name.flatMap { model.member($0, in: room) } }
    let token = [nil, Token.make(), holder.map { Token.make($0.secret) }][pick(3)]
    return Newcomer(
      clientID: name, identity: account.map { .make($0) }, token: name == nil ? nil : token,
      address: address)
  }

  mutating func join() throws {
    let room = room()
    let newcomer = newcomer(in: room)
    let expected = model.admittance(of: newcomer, to: room, asSeat: true, at: now)
    do throws(Refusal) {
      let reservation = try hub.join(room, newcomer, at: moment, using: &generator)
      let seat = reservation.seat
      seats.append(seat)
      added(
        newcomer, seat.roomID, seat.clientID, seat.token, .seat(until: now + .seconds(120)),
        reservation.replaced, expected)
    } catch {
      refused(error, expected)
    }
  }

  mutating func enter() throws {
    let room = room()
    let newcomer = newcomer(in: room)
    let expected = model.admittance(of: newcomer, to: room, asSeat: false, at: now)
    do throws(Refusal) {
      let admittance = try hub.enter(room, newcomer, at: moment, using: &generator)
      let ticket = admittance.ticket
      let attempt = model.nextAttempt()
      tickets.append((ticket, attempt))
      added(
        newcomer, ticket.room.id, ticket.clientID, ticket.token,
        .binding(attempt: attempt, seatUntil: nil), admittance.replaced, expected)
    } catch {
      refused(error, expected)
    }
  }

  mutating func refused(_ refusal: Refusal, _ expected: HubModel.Admittance) {
    #expect(expected == .refused(refusal))
    count("\(refusal)".prefix { $0 != "(" }.description)
  }

  mutating func added(
    _ newcomer: Newcomer, _ room: RoomID, _ id: ClientID, _ token: Token,
    _ presence: HubModel.Presence, _ replaced: Departure?, _ expected: HubModel.Admittance
  ) {
    count("added")
    switch expected {
    case .refused(let refusal): Issue.record("let in, but \(refusal)")
    case .admitted(let holder, let candidates):
      if !candidates.isEmpty { displace(oneOf: candidates, in: room) }
      replace(holder, in: room, replaced)
    }
    if let name = newcomer.clientID { #expect(id == name) }
    #expect(model.member(id, in: room) == nil, "an ID was issued twice")
    #expect(!model.members.contains { $0.secret == token.secret }, "a token was issued twice")
    model.rooms[room, default: []].append(
      HubModel.Member(
        id: id, secret: token.secret, account: newcomer.identity?.account.id,
        address: newcomer.address, joinedAt: moment.unixMilliseconds, presence: presence))
  }

  mutating func displace(oneOf candidates: [ClientID], in room: RoomID) {
    count("displaced")
    let there = hub.clients(in: room)
    let gone = (model.rooms[room] ?? []).map(\.id).filter { !there.contains($0) }
    #expect(gone.count == 1 && candidates.contains(gone[0]))
    for id in gone { model.remove(id, from: room) }
  }

  mutating func replace(_ holder: ClientID?, in room: RoomID, _ departure: Departure?) {
    guard let holder else {
      #expect(departure == nil)
      return
    }
    let connection = model.member(holder, in: room)?.connection
    count(connection == nil ? "replaced unbound" : "replaced")
    // The room itself stays: the newcomer is in it in the same step.
    model.rooms[room]?.removeAll { $0.id == holder }
    if let departure {
      check(departure, holder, room, .replaced, connection)
    } else {
      Issue.record("replaced, and nobody is to be told")
    }
  }

  mutating func claim() {
    guard let seat = recent(seats) else { return }
    let room = pick(20) == 0 ? RoomID.make("nowhere") : seat.roomID
    let token = [Token.make(), nil, seat.token, seat.token, seat.token, seat.token][pick(6)]
    let expected = model.claimRefusal(seat.clientID, in: room, token: token?.secret)
    do throws(Refusal) {
      let holder = model.member(seat.clientID, in: room)?.connection
      let admittance = try hub.claim(
        seat.clientID, in: room, token: token, from: address(), at: now)
      let ticket = admittance.ticket
      #expect(expected == nil)
      #expect(admittance.replaced?.connection == holder)
      if holder != nil { count("replaced") }
      #expect(ticket.clientID == seat.clientID && ticket.room.id == room)
      let attempt = model.nextAttempt()
      tickets.append((ticket, attempt))
      let until = model.member(seat.clientID, in: room)?.seatUntil
      model.change(seat.clientID, in: room, .binding(attempt: attempt, seatUntil: until))
      count("claimed")
    } catch {
      #expect(error == expected)
      count("\(error)".prefix { $0 != "(" }.description)
    }
  }

  mutating func attach() {
    guard let (ticket, attempt) = recent(tickets) else { return }
    connections += 1
    let connection = ConnectionID.make(connections)
    let room = ticket.room.id
    let arrival = hub.attach(ticket, to: connection)
    guard let member = model.member(ticket.clientID, in: room), member.attempt == attempt else {
      #expect(arrival == nil)
      return count("attached in vain")
    }
    count("attached")
    let peers = (model.rooms[room] ?? []).filter { $0.connection != nil }
    #expect(arrival?.connections == peers.compactMap(\.connection))
    #expect(arrival?.peers.map(\.clientID) == peers.map(\.id))
    #expect(arrival?.peers.map(\.joinedAt) == peers.map(\.joinedAt))
    #expect(arrival?.peer.joinedAt == member.joinedAt)
    #expect(arrival?.token.secret == member.secret)
    model.change(ticket.clientID, in: room, .bound(connection))
    if let arrival { memberships.append(arrival.membership) }
  }

  // MARK: - Being there

  mutating func send() {
    guard let sender = recent(memberships) else { return }
    let room = sender.room.id
    let target = pick(3) == 0 ? nil : pick(2) == 0 ? recent(memberships)?.clientID : neighbour(room)
    var receivers: [Receiver] = []
    let unrecorded = sender.route(to: target.map(Target.client) ?? .everybody, into: &receivers)
    let (routing, recipients) = sender.route(to: target)
    #expect(unrecorded == routing && receivers.map(\.connection) == recipients)
    guard model.member(sender.clientID, in: room)?.connection == sender.connection else {
      #expect(routing == .senderGone && recipients.isEmpty)
      return count("sender gone")
    }
    let others = model.connections(in: room, but: sender.connection)
    guard let target else {
      #expect(routing == .several && recipients == others)
      return count("broadcast")
    }
    let connection = model.member(target, in: room)?.connection
    if let connection, target != sender.clientID {
      #expect(routing == .one(connection) && recipients.isEmpty)
      count("sent")
    } else {
      #expect(routing == .targetNotFound && recipients.isEmpty)
      count("target not found")
    }
  }

  mutating func neighbour(_ room: RoomID) -> ClientID? {
    guard let members = model.rooms[room] else { return nil }
    return members[pick(members.count)].id
  }

  // MARK: - Going

  mutating func abandon() {
    guard let (ticket, attempt) = recent(tickets) else { return }
    let room = ticket.room.id
    hub.abandon(ticket, at: now)
    guard case .binding(attempt, let until) = model.member(ticket.clientID, in: room)?.presence
    else { return count("abandoned in vain") }
    let seats = (model.rooms[room] ?? []).filter { $0.seatUntil != nil }.count
    if let until, until > now, seats < Self.capacity {
      model.change(ticket.clientID, in: room, .seat(until: until))
      count("given back")
    } else {
      model.remove(ticket.clientID, from: room)
      count("abandoned")
    }
  }

  mutating func leave() {
    var candidate: (id: ClientID, room: RoomID, token: Token)?
    if pick(2) == 0 {
      candidate = recent(seats).map { ($0.clientID, $0.roomID, $0.token) }
    } else {
      candidate = recent(tickets).map { ($0.ticket.clientID, $0.ticket.room.id, $0.ticket.token) }
    }
    guard let (id, room, right) = candidate else { return }
    let token = [right, nil, Token.make()][pick(3)]
    let expected = model.leaveRefusal(id, from: room, token: token?.secret)
    let connection = model.member(id, in: room)?.connection
    do throws(Refusal) {
      let departure = try hub.leave(id, from: room, token: token)
      #expect(expected == nil)
      model.remove(id, from: room)
      check(departure, id, room, .left, connection)
      count("left")
    } catch {
      #expect(error == expected)
      count("\(error)")
    }
  }

  mutating func detach() {
    guard let membership = recent(memberships) else { return }
    let room = membership.room.id
    let departure = hub.detach(membership, reason: .lost)
    guard model.member(membership.clientID, in: room)?.connection == membership.connection else {
      #expect(departure == nil)
      return count("detached in vain")
    }
    model.remove(membership.clientID, from: room)
    if let departure {
      check(departure, membership.clientID, room, .lost, membership.connection)
    } else {
      Issue.record("a member was not detached")
    }
    count("detached")
  }

  mutating func evict() {
    guard let ticket = recent(tickets)?.ticket else { return }
    let room = ticket.room.id
    let all = hub.clients(in: room)
    let ids = pick(8) == 0 && all.count > 1 ? all : [ticket.clientID]
    let departures =
      ids.count > 1 ? hub.clear(room) : [hub.evict(ids[0], from: room)].compactMap(\.self)
    let there = ids.filter { model.member($0, in: room) != nil }
    #expect(departures.map(\.clientID) == there)
    for departure in departures {
      let connection = model.member(departure.clientID, in: room)?.connection
      model.remove(departure.clientID, from: room)
      check(departure, departure.clientID, room, .removed, connection)
    }
    count(departures.isEmpty ? "evicted in vain" : departures.count > 1 ? "cleared" : "evicted")
  }

  func check(
    _ departure: Departure, _ id: ClientID, _ room: RoomID, _ reason: LeaveReason,
    _ connection: ConnectionID?
  ) {
    #expect(departure.clientID == id && departure.roomID == room && departure.reason == reason)
    #expect(departure.connection == connection)
    #expect(departure.connections == (connection == nil ? [] : model.connections(in: room)))
  }

  // MARK: - After every step

  /// What listings show; looked at now and then, since it takes its time.
  func checkSnapshots() {
    let expected = model.rooms.sorted { $0.key.rawValue < $1.key.rawValue }
    let snapshots = hub.snapshots()
    #expect(snapshots.map(\.id) == expected.map(\.key))
    for (snapshot, (_, members)) in zip(snapshots, expected) {
      #expect(snapshot.members.map(\.peer.clientID) == members.map(\.id))
      #expect(snapshot.members.map(\.isConnected) == members.map { $0.connection != nil })
      #expect(snapshot.members.map(\.peer.profile.account?.id) == members.map(\.account))
    }
  }

  func checkWhole() {
    let rooms = hub.rooms()
    let expected = model.rooms.sorted { $0.key.rawValue < $1.key.rawValue }
    #expect(rooms.map(\.id) == expected.map(\.key))
    #expect(rooms.map(\.clients) == expected.map { $0.value.map(\.id) })
    #expect(hub.roomCount == model.rooms.count)
    #expect(hub.admission.clients == model.members.count)
    #expect(hub.clients(in: .make("nowhere")).isEmpty)
    let bound = model.members.compactMap(\.connection)
    #expect(Set(bound).count == bound.count, "a connection speaks for two clients")
    for (_, members) in model.rooms {
      #expect(Set(members.map(\.id)).count == members.count)
      let seats = members.filter { $0.seatUntil != nil }.count
      #expect(seats <= Self.capacity && members.count - seats <= Self.capacity)
    }
  }
}

@Suite struct HubSimulationTests {
  @Test(arguments: [1, 2, 3, 4, 5] as [UInt64])
  func aRandomLifeGoesAsTheModelSays(seed: UInt64) async throws {
    var simulation = Simulation(seed: seed)
    for step in 0..<8000 {
      try simulation.step()
      simulation.checkWhole()
      if step % 32 == 0 {
        simulation.checkSnapshots()
        simulation.hub.checkTraceAccounts()
        // Other tests share the few threads of the pool, and some of them have clocks to watch.
        await Task.yield()
      }
    }
    for event in [
      "added", "displaced", "claimed", "attached", "attached in vain", "given back", "abandoned",
      "abandoned in vain", "broadcast", "sent", "target not found", "sender gone", "left",
      "detached", "detached in vain", "expired", "roomFull", "seatsTaken", "tooManyClients",
      "tooManyClientsFromAddress", "clientNotFound", "wrongToken", "tokenMissing", "alreadyBound",
      "nameHeld", "nameTaken", "replaced", "replaced unbound", "evicted", "evicted in vain",
      "cleared",
    ] {
      #expect(simulation.tally[event, default: 0] > 0, "never happened: \(event)")
    }
    // Everybody goes home.
    for membership in simulation.memberships {
      _ = simulation.hub.detach(membership, reason: .closed)
    }
    for (ticket, _) in simulation.tickets {
      simulation.hub.abandon(ticket, at: .distantFuture)
    }
    _ = simulation.hub.expireSeats(at: .distantFuture)
    #expect(simulation.hub.roomCount == 0)
    #expect(simulation.hub.admission.clients == 0)
    simulation.hub.expireTraces(at: .distantFuture)
    #expect(simulation.hub.tracedPairs == 0 && simulation.hub.traceBudget?.departed == 0)
  }
}
