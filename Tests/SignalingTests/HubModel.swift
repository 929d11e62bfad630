@testable import Signaling

/// What the hub is meant to do, written down in the plainest way: arrays, no locks, no haste.
struct HubModel {
  enum Presence: Equatable {
    case seat(until: MonotonicTime)
    case binding(attempt: Int, seatUntil: MonotonicTime?)
    case bound(ConnectionID)
  }

  struct Member {
    let id: ClientID
    let secret: String
    let account: String?
    let address: AddressKey
    let joinedAt: Int64
    var presence: Presence

    var connection: ConnectionID? {
      if case .bound(let connection) = presence { connection } else { nil }
    }
    var seatUntil: MonotonicTime? {
      if case .seat(let until) = presence { until } else { nil }
    }
    var attempt: Int? {
      if case .binding(let attempt, _) = presence { attempt } else { nil }
    }
  }

  let capacity: Int
  let lifetime: Interval
  let maximumClients: Int
  let maximumClientsPerAddress: Int
  /// Members in join order; no room is empty.
  var rooms: [RoomID: [Member]] = [:]
  private(set) var attempts = 0

  var members: [Member] { rooms.values.flatMap { $0 } }

  func member(_ id: ClientID, in room: RoomID) -> Member? {
    rooms[room]?.first { $0.id == id }
  }

  mutating func change(_ id: ClientID, in room: RoomID, _ presence: Presence) {
    guard let index = rooms[room]?.firstIndex(where: { $0.id == id }) else { return }
    rooms[room]?[index].presence = presence
  }

  mutating func remove(_ id: ClientID, from room: RoomID) {
    rooms[room]?.removeAll { $0.id == id }
    if rooms[room]?.isEmpty == true { rooms[room] = nil }
  }

  mutating func nextAttempt() -> Int {
    attempts += 1
    return attempts
  }

  /// The connections bound in a room, in join order.
  func connections(in room: RoomID, but excluded: ConnectionID? = nil) -> [ConnectionID] {
    (rooms[room] ?? []).compactMap(\.connection).filter { $0 != excluded }
  }

  // MARK: - What has to happen

  enum Admittance: Equatable {
    case refused(Refusal)
    /// In the place of the one who had the name, and at the cost of one of the seats displaced, if
    /// there are any.
    case admitted(replacing: ClientID?, displacing: [ClientID])
  }

  func admittance(
    of newcomer: Newcomer, to room: RoomID?, asSeat: Bool, at now: MonotonicTime
  ) -> Admittance {
    let address = newcomer.address
    guard members.count < maximumClients else {
      return .refused(.tooManyClients(limit: maximumClients))
    }
    guard members.filter({ $0.address == address }).count < maximumClientsPerAddress else {
      return .refused(.tooManyClientsFromAddress(limit: maximumClientsPerAddress))
    }
    var there = room.flatMap { rooms[$0] } ?? []
    let holder = there.first { $0.id == newcomer.clientID }
    if let holder {
      let isSameAccount =
        newcomer.identity != nil && newcomer.identity?.account.id == holder.account
      guard newcomer.token?.secret == holder.secret || isSameAccount else {
        return .refused(holder.connection.map { .nameHeld(by: $0) } ?? .nameTaken)
      }
      // Who is replaced makes room.
      there.removeAll { $0.id == holder.id }
    }
    let seats = there.filter { $0.seatUntil != nil }
    guard there.count - seats.count < capacity else {
      return .refused(.roomFull(capacity: capacity))
    }
    if asSeat, seats.count >= capacity {
      let seatsOf = Dictionary(grouping: seats, by: \.address)
      let most = seatsOf.values.map(\.count).max() ?? 0
      guard most > (seatsOf[address]?.count ?? 0) + 1 else {
        let first = seats.compactMap(\.seatUntil).min() ?? .distantFuture
        return .refused(.seatsTaken(capacity: capacity, retryAfter: first - now))
      }
      return .admitted(
        replacing: holder?.id,
        displacing: seatsOf.values.filter { $0.count == most }.map { $0[0].id })
    }
    return .admitted(replacing: holder?.id, displacing: [])
  }

  func claimRefusal(_ id: ClientID, in room: RoomID, token: String?) -> Refusal? {
    guard let token else { return .tokenMissing }
    guard let member = member(id, in: room) else { return .clientNotFound }
    guard member.secret == token else { return .wrongToken }
    if member.connection != nil { return nil }
    guard member.seatUntil != nil else { return .alreadyBound }
    let present = (rooms[room] ?? []).filter { $0.seatUntil == nil }.count
    return present < capacity ? nil : .roomFull(capacity: capacity)
  }

  func leaveRefusal(_ id: ClientID, from room: RoomID, token: String?) -> Refusal? {
    guard let member = member(id, in: room) else { return .clientNotFound }
    if let token { return member.secret == token ? nil : .wrongToken }
    return member.seatUntil == nil ? .tokenMissing : nil
  }

  /// Drops the seats that are over, and tells how many those were.
  mutating func expire(at now: MonotonicTime) -> Int {
    var count = 0
    for (room, members) in rooms {
      for member in members {
        if let until = member.seatUntil, until <= now {
          remove(member.id, from: room)
          count += 1
        }
      }
    }
    return count
  }
}
