import OrderedCollections
import Synchronization

/// One room in the overview of all.
public struct TraceSummary: Sendable {
  /// The room.
  public let id: RoomID
  /// When its first member came, in milliseconds since 1970-01-01 UTC.
  public let createdAt: Int64
  /// When everybody had left; nil while somebody is there.
  public let goneAt: Int64?
  /// When anything last happened.
  public let lastEventAt: Int64?
  /// Changes with every event.
  public let revision: TraceRevision
  /// Members with a connection, or about to have one.
  public let clients: Int
  /// Members that hold a seat nobody has bound.
  public let seats: Int
  /// How many of the clients speak each protocol.
  public let dialects: [Dialect: Int]
  /// How many pairs have each verdict.
  public let verdicts: [Verdict.Code: Int]
}

/// All rooms that can be read about.
public struct TraceOverview: Sendable {
  /// The rooms in which anything happened last, the latest first.
  public let rooms: [TraceSummary]
  /// Rooms in which somebody is.
  public let totalRooms: Int
  /// Rooms that are not shown.
  public let omittedRooms: Int
  /// Pairs that are remembered, in all rooms.
  public let tracedPairs: Int
}

extension Hub {
  /// What has passed in a room; nil when nothing is known of it, or nothing is traced.
  public func trace(of roomID: RoomID, at now: Moment) -> RoomTrace? {
    reader(of: roomID, at: now)?.roomTrace
  }

  /// What changes with every event of a room; nil when nothing is known of it.
  public func traceRevision(of roomID: RoomID) -> TraceRevision? {
    guard traceBudget != nil else { return nil }
    if let room = room(roomID) {
      let changes = room.state.withLock { $0.clients.isEmpty ? nil : $0.trace.changes }
      if let changes {
        return TraceRevision(room: room.serial, changes: changes, isGone: false)
      }
    }
    return lingering.withLock { $0[roomID] }.map {
      TraceRevision(room: $0.serial, changes: $0.trace.changes, isGone: true)
    }
  }

  /// The rooms in which anything happened last.
  public func traceOverview(limit: Int, at now: Moment) -> TraceOverview {
    guard traceBudget != nil else {
      return TraceOverview(rooms: [], totalRooms: roomCount, omittedRooms: 0, tracedPairs: 0)
    }
    let present = allRooms
    var list = present.map { (id: $0.id, lastAt: $0.state.withLock { $0.trace.lastAt }) }
    list += lingering.withLock { $0.all.map { (id: $0.id, lastAt: $0.trace.lastAt) } }
    list.sort { $0.lastAt > $1.lastAt }
    let shown = list.prefix(max(0, limit)).compactMap { summary(of: $0.id, at: now) }
    return TraceOverview(
      rooms: shown, totalRooms: present.count, omittedRooms: list.count - shown.count,
      tracedPairs: tracedPairs)
  }

  private func summary(of roomID: RoomID, at now: Moment) -> TraceSummary? {
    guard let reader = reader(of: roomID, at: now) else { return nil }
    let present = reader.parties.filter { !$0.hasLeft }
    let clients = present.filter { $0.state != .seat }
    return TraceSummary(
      id: reader.id, createdAt: reader.createdAt, goneAt: reader.goneAt.map(reader.unix),
      lastEventAt: reader.trace.number > 0 ? reader.unix(reader.trace.lastAt) : nil,
      revision: reader.revision, clients: clients.count, seats: present.count - clients.count,
      dialects: clients.reduce(into: [:]) { $0[$1.dialect, default: 0] += 1 },
      verdicts: reader.verdicts)
  }

  private func reader(of roomID: RoomID, at now: Moment) -> TraceReader? {
    guard traceBudget != nil else { return nil }
    let difference = clockDifference(now)
    if let room = room(roomID) {
      let reader = room.state.withLock { state in
        // Somebody may have been the last to leave since the room was found.
        state.clients.isEmpty ? nil : TraceReader(room, state, at: now, difference)
      }
      if let reader { return reader }
    }
    return lingering.withLock { $0[roomID] }.map { TraceReader($0, at: now, difference) }
  }

  /// What the clock of the wall shows beyond the monotonic one. The same each time, so that an event
  /// keeps its time from one reading to the next, until somebody sets that clock.
  private func clockDifference(_ now: Moment) -> Int64 {
    let difference = now.clockDifference
    let known = knownClockDifference.load(ordering: .relaxed)
    if abs(difference &- known) <= 1_000 { return known }
    knownClockDifference.store(difference, ordering: .relaxed)
    return difference
  }
}
