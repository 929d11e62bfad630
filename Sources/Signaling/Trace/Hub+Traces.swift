import Synchronization

/// What becomes of traces when rooms come and go, and what the sweep does.
extension Hub {
  /// Keeps the trace of a room that everybody has left. Called under the locks of its shard and its
  /// own.
  func bequeath(_ state: inout Room.State, of room: Room, at now: MonotonicTime) {
    guard let traceBudget else { return }
    var trace = state.trace
    state.trace = Trace()
    guard trace.isWorthKeeping, configuration.traceLinger.nanoseconds > 0 else {
      return trace.release(traceBudget)
    }
    trace.noteGone()
    let left = LingeringTrace(
      id: room.id, createdAt: room.createdAt, goneAt: now, serial: room.serial, trace: trace)
    var dropped = lingering.withLock { $0.add(left) }
    dropped?.trace.release(traceBudget)
  }

  /// Hands a new room the trace of its predecessor. Called under its shard's lock, before anybody
  /// else knows the room.
  func inherit(_ room: Room) {
    guard traceBudget != nil else { return }
    if let old = lingering.withLock({ $0.take(room.id) }) {
      room.state.withLock { $0.adopt(old.trace) }
    }
    if bodyWatch.isActive, bodyWatch.contains(room.id) {
      room.keepsBodiesFlag.store(true, ordering: .relaxed)
    }
  }

  /// Forgets what has been kept for long enough, and makes room where the traces of all rooms
  /// together come near their bound. To be called once a second.
  public func expireTraces(at now: MonotonicTime) {
    guard let traceBudget else { return }
    // Of the distant future nothing is taken off: then everything is over.
    let latest =
      now == .distantFuture
      ? now
      : MonotonicTime(nanoseconds: now.nanoseconds - configuration.traceLinger.nanoseconds)
    for var lingering in lingering.withLock({ $0.expire(leftBy: latest) }) {
      lingering.trace.release(traceBudget)
    }
    for room in bodyWatch.expire(at: now) { applyBodyWatch(to: room) }
    if traceBudget.pairs > traceBudget.highWater || traceBudget.departed > traceBudget.highWater {
      trimTraces(traceBudget)
    }
  }

  /// Drops the quarter of all pairs that were quiet for longest, and the quarter of all departed
  /// clients that left first: without it, rooms that are idle would keep the others from being
  /// traced. Rooms that everybody has left go before all others.
  private func trimTraces(_ budget: TraceBudget) {
    while budget.pairs > budget.highWater || budget.departed > budget.highWater,
      var oldest = lingering.withLock({ $0.removeFirst() })
    {
      oldest.trace.release(budget)
    }
    var quiet: [MonotonicTime] = []
    var left: [MonotonicTime] = []
    let rooms = allRooms
    for room in rooms {
      room.state.withLock { state in
        for pair in state.trace.pairs.pairs { quiet.append(pair.lastAt) }
        for client in state.trace.departed { left.append(client.leftAt) }
      }
    }
    let quietLimit = budget.pairs > budget.highWater ? Self.quarter(&quiet) : nil
    let leftLimit = budget.departed > budget.highWater ? Self.quarter(&left) : nil
    guard quietLimit != nil || leftLimit != nil else { return }
    for room in rooms {
      room.state.withLock {
        $0.trace.trim(pairsQuietSince: quietLimit, departedBefore: leftLimit, budget)
      }
    }
  }

  private static func quarter(_ times: inout [MonotonicTime]) -> MonotonicTime? {
    times.sort()
    return times.isEmpty ? nil : times[(times.count - 1) / 4]
  }

  /// All rooms in which somebody is. Shard by shard: no lock is held for long.
  var allRooms: [Room] {
    shards.flatMap { $0.rooms.withLock { Array($0.values) } }
  }

  /// Keeps the descriptions and candidates of a room in full from now on: a mebibyte of them, the
  /// oldest dropped first. Eight rooms at a time; one more ends the one asked for first.
  public func keepBodies(of roomID: RoomID, until: MonotonicTime) {
    guard traceBudget != nil else { return }
    if let dropped = bodyWatch.add(roomID, until: until) { applyBodyWatch(to: dropped) }
    applyBodyWatch(to: roomID)
  }

  /// Puts into force what the list of watched rooms says now, whoever else changes it meanwhile.
  private func applyBodyWatch(to roomID: RoomID) {
    shard(roomID).rooms.withLock { rooms in
      guard let room = rooms[roomID] else {
        lingering.withLock { lingering in
          if !bodyWatch.contains(roomID) { lingering.dropBodies(of: roomID) }
        }
        return
      }
      room.state.withLock { state in
        let isWatched = bodyWatch.contains(roomID)
        room.keepsBodiesFlag.store(isWatched, ordering: .relaxed)
        if !isWatched { state.trace.dropBodies() }
      }
    }
  }

  /// Pairs of clients that are remembered now.
  public var tracedPairs: Int { traceBudget?.pairs ?? 0 }
}
