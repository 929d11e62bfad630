/// A room's trace as it was taken out from under the lock: everything else is done outside.
struct TraceReader: Sendable {
  let id: RoomID
  let createdAt: Int64
  let goneAt: MonotonicTime?
  let serial: UInt64
  let trace: Trace
  /// In the order in which they came.
  let parties: [Party]
  let now: Moment
  /// What the clock of the wall shows beyond the monotonic one, in milliseconds.
  let clockDifference: Int64

  init(_ room: Room, _ state: Room.State, at now: Moment, _ clockDifference: Int64) {
    self.clockDifference = clockDifference
    id = room.id
    createdAt = room.createdAt
    goneAt = nil
    serial = room.serial
    trace = state.trace
    let present = state.clients.map { Party($0, $1) }
    parties = (state.trace.departed.map(Party.init) + present).sorted { $0.serial < $1.serial }
    self.now = now
  }

  init(_ lingering: LingeringTrace, at now: Moment, _ clockDifference: Int64) {
    self.clockDifference = clockDifference
    id = lingering.id
    createdAt = lingering.createdAt
    goneAt = lingering.goneAt
    serial = lingering.serial
    trace = lingering.trace
    parties = lingering.trace.departed.map(Party.init).sorted { $0.serial < $1.serial }
    self.now = now
  }

  /// Milliseconds since 1970.
  func unix(_ time: MonotonicTime) -> Int64 {
    time.nanoseconds / 1_000_000 + clockDifference
  }

  var revision: TraceRevision {
    TraceRevision(room: serial, changes: trace.changes, isGone: goneAt != nil)
  }

  var clients: [TracedClient] {
    parties.map { party in
      TracedClient(
        key: party.serial, clientID: party.clientID, name: party.name, dialect: party.dialect,
        address: party.address, state: party.state, joinedAt: unix(party.marks.joinedAt),
        boundAt: party.wasBound ? unix(party.marks.boundAt) : nil,
        leftAt: party.hasLeft ? unix(party.leftAt) : nil, leaveReason: party.reason,
        connection: party.connection)
    }
  }

  /// A pair with its verdict, and its events still to be looked up.
  private struct Judged {
    let scene: Scene
    let verdict: Verdict
    let pair: PairTrace?

    /// What the list is ordered by: what happened last, be it only that one came or left.
    var last: UInt32 {
      let parties = scene.parties
      return max(
        scene.lastNumber, max(parties.first.left, parties.second.left),
        max(parties.first.marks.joined, parties.second.marks.joined))
    }
  }

  /// The pairs in which anything was sent, and those of one who was bound and one who should have.
  private var judged: [Judged] {
    let places = Dictionary(
      uniqueKeysWithValues: parties.indices.map { (parties[$0].serial, $0) })
    var list: [Judged] = []
    var silent = Set<[Int]>()
    for first in parties.indices {
      guard let time = parties[first].neverBoundAt, time <= now.monotonic else { continue }
      for second in parties.indices where parties[first].hasMet(parties[second]) {
        silent.insert([min(first, second), max(first, second)])
      }
    }
    for pair in trace.pairs.pairs {
      guard let first = places[pair.key.first], let second = places[pair.key.second] else {
        continue
      }
      silent.remove([first, second])
      list.append(
        judge(
          Scene(
            parties: PairSides(first: parties[first], second: parties[second]),
            negotiation: pair.negotiation(with: pair.events), lastNumber: pair.lastNumber,
            isResumed: pair.isResumed,
            now: now.monotonic),
          pair))
    }
    for pair in silent {
      list.append(
        judge(
          Scene(
            parties: PairSides(first: parties[pair[0]], second: parties[pair[1]]),
            negotiation: Negotiation(), lastNumber: 0, isResumed: false, now: now.monotonic),
          nil))
    }
    return list
  }

  private func judge(_ scene: Scene, _ pair: PairTrace?) -> Judged {
    Judged(scene: scene, verdict: scene.verdict, pair: pair)
  }

  /// How many pairs have each verdict, shown or not.
  var verdicts: [Verdict.Code: Int] {
    judged.reduce(into: [:]) { $0[$1.verdict.code, default: 0] += 1 }
  }

  /// All of it.
  var roomTrace: RoomTrace {
    let judged = judged.sorted { left, right in
      left.verdict.level == right.verdict.level
        ? left.last > right.last : left.verdict.level > right.verdict.level
    }
    let shown = judged.prefix(RoomTrace.maximumPairs)
    return RoomTrace(
      id: id, createdAt: createdAt, goneAt: goneAt.map(unix), readAt: now.unixMilliseconds,
      lastEventAt: trace.number > 0 ? unix(trace.lastAt) : nil, revision: revision,
      clients: clients,
      pairs: shown.map { timeline($0) },
      omittedPairs: judged.count - shown.count + Int(trace.omittedPairs),
      nextChangeAt: nextChange(judged).map(unix))
  }

  private func nextChange(_ judged: [Judged]) -> MonotonicTime? {
    let pairs = judged.compactMap(\.scene.nextChange)
    // Of those who have not bound yet, whether or not anybody has sent them anything.
    let seats = parties.compactMap(\.neverBoundAt).filter { $0 > now.monotonic }
    return (pairs + seats).min()
  }

  private func timeline(_ judged: Judged) -> PairTimeline {
    let parties = judged.scene.parties
    var events = (judged.pair?.events ?? []).map { event in
      Moved(
        number: event.number, at: event.at, party: parties[event.side].serial,
        kind: TimelineEvent.Kind(event.kind), sent: event)
    }
    for party in [parties.first, parties.second] {
      let marks = party.marks
      events.append(
        Moved(number: marks.joined, at: marks.joinedAt, party: party.serial, kind: .joined))
      if party.wasBound {
        events.append(
          Moved(number: marks.bound, at: marks.boundAt, party: party.serial, kind: .bound))
      }
      if party.hasLeft {
        events.append(
          Moved(
            number: party.left, at: party.leftAt, party: party.serial, kind: .left,
            reason: party.reason))
      }
    }
    events.sort { $0.number < $1.number }
    var before: MonotonicTime?
    return PairTimeline(
      first: parties.first.serial, second: parties.second.serial, verdict: judged.verdict,
      events: events.map { event in
        defer { before = event.at }
        return shown(event, after: before)
      },
      dropped: Int(judged.pair?.dropped ?? 0), omittedMessages: judged.pair?.omittedMessages ?? 0)
  }

  /// An event of either kind, on its way into a timeline.
  private struct Moved {
    let number: UInt32
    let at: MonotonicTime
    let party: UInt64
    let kind: TimelineEvent.Kind
    var sent: TraceEvent?
    var reason: LeaveReason?
  }

  private func shown(_ event: Moved, after before: MonotonicTime?) -> TimelineEvent {
    TimelineEvent(
      number: Int(event.number), at: unix(event.at),
      // Loops read the clock each for itself: what comes later by number may be a little earlier.
      delay: before.map { max(0, Int((event.at - $0).nanoseconds / 1_000_000)) },
      from: event.party, kind: event.kind, bytes: Int(event.sent?.bytes ?? 0),
      candidates: event.sent?.candidates ?? CandidateTypes(),
      isDelivered: event.sent?.isDelivered ?? true, reason: event.reason,
      report: event.sent?.report,
      body: event.sent == nil ? nil : trace.bodies?[event.number])
  }
}

extension TimelineEvent.Kind {
  init(_ kind: TraceEvent.Kind) {
    switch kind {
    case .offer: self = .offer
    case .answer: self = .answer
    case .candidate: self = .candidate
    case .message: self = .message
    case .report: self = .report
    }
  }
}
