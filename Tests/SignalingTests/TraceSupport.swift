import Synchronization
import Testing

@testable import Signaling

extension CandidateTypes {
  /// One of each type named.
  static func make(_ types: CandidateType...) -> Self {
    types.reduce(into: Self()) { $0.count($1) }
  }
}

extension Stage {
  /// Somebody with a name for people, who has come all the way in.
  func arrive(named name: String, _ room: String = "room") throws -> Membership {
    try arrive(room, profile: Profile(name: name)).membership
  }

  /// Sends a message now, to one or to all.
  @discardableResult
  func send(
    _ kind: Signal.Kind, from sender: Membership, to target: ClientID? = nil,
    _ candidates: CandidateTypes = CandidateTypes(), bytes: Int = 100
  ) -> Passage {
    var passage = Passage(kind, bytes: bytes, candidates: candidates, at: now)
    var receivers: [Receiver] = []
    _ = sender.route(
      to: target.map(Target.client) ?? .everybody, into: &receivers, recording: &passage)
    return passage
  }

  func report(
    _ state: ICEState, by sender: Membership, about peer: Membership,
    _ local: CandidateType? = nil, _ remote: CandidateType? = nil
  ) {
    sender.report(
      ICEReport(state, local: local, remote: remote), about: peer.clientID, at: now)
  }

  func leave(_ member: Membership, _ reason: LeaveReason = .left) {
    _ = hub.detach(member, reason: reason, at: now)
  }

  func trace(_ room: String = "room") -> RoomTrace? { hub.trace(of: .make(room), at: moment) }

  /// The one pair that there is.
  func pair(_ room: String = "room") throws -> PairTimeline {
    let trace = try #require(self.trace(room))
    #expect(trace.pairs.count == 1)
    return try #require(trace.pairs.first)
  }
}

extension PairTimeline {
  /// What the events of the verdict are.
  var grounds: [TimelineEvent.Kind] {
    verdict.events.compactMap { number in events.first { $0.number == number }?.kind }
  }

  /// The events that are not comings and goings.
  var sent: [TimelineEvent] {
    events.filter { ![.joined, .bound, .left].contains($0.kind) }
  }
}

extension Hub {
  /// Holds the counts of all traces against what there is, and every bound.
  func checkTraceAccounts() {
    guard let budget = traceBudget else { return }
    var pairs = 0
    var departed = 0
    var isBounded = true
    func add(_ trace: Trace, present: Set<UInt64>) {
      pairs += trace.pairs.count
      departed += trace.departed.count
      let known = present.union(trace.departed.map(\.serial))
      isBounded =
        isBounded && trace.departed.count <= Trace.departedCapacity
        && trace.pairs.count <= PairTable.capacity
        && known.count == present.count + trace.departed.count
        && trace.pairs.pairs.allSatisfy {
          known.contains($0.key.first) && known.contains($0.key.second)
            && $0.events.count <= PairTrace.capacity + 2
        }
    }
    for room in allRooms {
      let reader = room.state.withLock {
        TraceReader(room, $0, at: Moment(monotonic: .make(seconds: 0), unixMilliseconds: 0), 0)
      }
      add(reader.trace, present: Set(reader.parties.filter { !$0.hasLeft }.map(\.serial)))
    }
    let left = lingering.withLock { $0.all }
    #expect(left.count <= LingeringTraces.capacity)
    // One expectation for all: there are thousands of pairs.
    for lingering in left { add(lingering.trace, present: []) }
    #expect(isBounded)
    #expect(budget.pairs == pairs && pairs <= budget.limit)
    #expect(budget.departed == departed && departed <= budget.limit)
  }
}
