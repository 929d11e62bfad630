import HTTPCore
import Signaling

/// Looks at what the hub saw pass, for all who want to know. Traces are read and written down by one at
/// a time, and once for everybody who asks for the same within a moment: however many watch, it costs
/// no more than one core, and for what they watch together a fifth of one.
actor Inspector {
  /// What somebody wants to see.
  enum Subject: Hashable {
    case overview
    case room(RoomID, pairs: Int, showsAddresses: Bool)
  }

  private struct Look {
    let state: Task<EventStream.State?, Never>
    /// When it is too old to be shown; nil while it is under way.
    var until: ContinuousClock.Instant?
  }

  /// Rooms that the overview lists.
  private static let roomLimit = 500
  /// How long a look is good for; longer if it was dear.
  private static let freshness = Duration.milliseconds(300)

  private let services: Services
  private let clock = ContinuousClock()
  private var looks: [Subject: Look] = [:]

  init(_ services: Services) {
    self.services = services
  }

  /// What there is to see now, or was a moment ago; nil when nothing is known of the room.
  func look(at subject: Subject) async -> EventStream.State? {
    let began = clock.now
    looks = looks.filter { $0.value.until.map { began < $0 } ?? true }
    if let look = looks[subject] { return await look.state.value }
    let state = Task { await read(subject) }
    looks[subject] = Look(state: state)
    let seen = await state.value
    let ended = clock.now
    looks[subject]?.until = ended + max(Self.freshness, (ended - began) * 4)
    return seen
  }

  private func read(_ subject: Subject) async -> EventStream.State? {
    let now = services.now()
    switch subject {
    case .overview:
      let overview = services.hub.traceOverview(limit: Self.roomLimit, at: now)
      return EventStream.State("overview", now) { $0.set(overview) }
    case .room(let roomID, let pairs, let showsAddresses):
      guard let trace = services.hub.trace(of: roomID, at: now) else { return nil }
      let queued = await services.queuedBytes(trace.clients.compactMap(\.connection))
      return EventStream.State("timeline", now) {
        $0.set(trace, pairs: pairs, queued: queued, showsAddresses: showsAddresses)
      }
    }
  }
}

extension EventStream.State {
  /// A state as of `now`, of the members that are written.
  init(_ name: String, _ now: Moment, _ members: (inout JSONAnswer) -> Void) {
    var answer = JSONAnswer()
    answer.object(members)
    var clock = JSONAnswer()
    clock.object { $0.set("serverTime", Timestamp(unixMilliseconds: now.unixMilliseconds).text) }
    self.init(name: name, json: answer.bytes, clock: clock.bytes)
  }
}
