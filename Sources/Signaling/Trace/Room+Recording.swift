import OrderedCollections
import Synchronization

extension Room.State {
  /// Remembers a message from one member to another.
  @inline(__always)
  mutating func record(_ passage: Passage, from own: Int, to index: Int, _ room: Room) {
    trace.record(
      passage, from: clients.values[own].serial, to: clients.values[index].serial,
      isDelivered: clients.values[index].connection != nil, room.budget)
  }

  /// Remembers a message from one member to all the others that are bound.
  @inline(never)
  mutating func recordBroadcast(_ passage: Passage, from own: Int, _ room: Room) {
    let sender = clients.values[own].serial
    for index in clients.values.indices where index != own {
      guard clients.values[index].connection != nil else { continue }
      trace.record(
        passage, from: sender, to: clients.values[index].serial, isDelivered: true,
        room.budget)
    }
  }

  /// Notes that a client has come.
  mutating func noteJoined(_ clientID: ClientID, _ budget: TraceBudget?, at now: MonotonicTime) {
    guard budget != nil, let index = clients.index(forKey: clientID) else { return }
    let number = trace.nextNumber(at: now)
    clients.values[index].marks = ClientMarks(joinedAt: now, joined: number)
  }

  /// Notes that a connection speaks for a client now.
  mutating func noteBound(at index: Int, _ budget: TraceBudget?, at now: MonotonicTime) {
    guard budget != nil else { return }
    clients.values[index].marks.boundAt = now
    clients.values[index].marks.bound = trace.nextNumber(at: now)
  }

  /// Notes that a client has gone.
  mutating func noteLeft(
    _ clientID: ClientID, _ client: Client, reason: LeaveReason?, _ budget: TraceBudget?,
    at now: MonotonicTime
  ) {
    guard let budget else { return }
    let number = trace.nextNumber(at: now)
    trace.depart(
      DepartedClient(clientID, client, reason: reason, number: number, at: now), budget)
  }
}

extension Room.State {
  /// Goes on with the trace of a room of the same name, which had events before any of this one.
  mutating func adopt(_ older: Trace) {
    trace = older
    // The first client is in already.
    for index in clients.values.indices {
      let joinedAt = clients.values[index].marks.joinedAt
      clients.values[index].marks.joined = trace.nextNumber(at: joinedAt)
    }
  }
}

extension Membership {
  /// Remembers what this member says of its connection to a peer, which may have left meanwhile:
  /// a call outlives the hub.
  ///
  /// - Returns: false when there is, and was, no such peer.
  @discardableResult
  public func report(_ report: ICEReport, about peer: ClientID, at now: MonotonicTime) -> Bool {
    guard let budget = room.budget else { return false }
    return room.state.withLock { state in
      guard let own = ownIndex(in: state) else { return false }
      let sender = state.clients.values[own].serial
      if let index = state.clients.index(forKey: peer) {
        guard index != own else { return false }
        state.trace.record(
          report, from: sender, about: state.clients.values[index].serial, at: now, budget)
        return true
      }
      guard let departed = state.trace.departed.last(where: { $0.clientID == peer }) else {
        return false
      }
      state.trace.record(report, from: sender, about: departed.serial, at: now, budget)
      return true
    }
  }

  /// Keeps a message that was just recorded, if somebody asks for the room's.
  public func keep(_ body: [UInt8], of passage: Passage) {
    guard room.keepsBodies, passage.kind != .other, !passage.numbers.isEmpty else { return }
    room.state.withLock { state in
      // The flag may have been taken back meanwhile, and the bodies with it.
      guard room.keepsBodies else { return }
      state.trace.keep(body, of: passage.numbers)
    }
  }
}

extension Room {
  /// Whether messages are to be kept in full: read without a lock, after each of them.
  public var keepsBodies: Bool { keepsBodiesFlag.load(ordering: .relaxed) }
}
