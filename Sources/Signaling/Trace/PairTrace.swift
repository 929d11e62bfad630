/// Two joinings of one room, the earlier first.
struct PairKey: Sendable, Equatable {
  let first: UInt64
  let second: UInt64

  @inline(__always)
  init(_ one: UInt64, _ other: UInt64) {
    first = min(one, other)
    second = max(one, other)
  }

  @inline(__always)
  func side(of serial: UInt64) -> PairSide { serial == first ? .first : .second }

  func contains(_ serial: UInt64) -> Bool { first == serial || second == serial }

  /// Spreads keys over a table: serials are consecutive numbers of the hub's own.
  @inline(__always)
  var hash: UInt64 {
    let mixed = (first &* 0x9E37_79B9_7F4A_7C15) ^ (second &* 0xD6E8_FEB8_6659_FD93)
    return mixed ^ mixed &>> 32
  }
}

/// What passed between two clients: the last 64 events, and what the dropped ones came to.
///
/// Of the messages that the hub does not understand only each side's first is kept among the events,
/// and beside them the latest: they tell that, and until when, the two have talked. The rest is
/// counted, so that a chat pushes no description out.
struct PairTrace: Sendable {
  /// Events that are kept.
  static let capacity = 64

  struct Messages: Sendable {
    var count: UInt32 = 0
    /// The latest, when it is not the first.
    var latest: TraceEvent?
  }

  let key: PairKey
  /// A ring once it is full, whose oldest event is at `start`.
  private var ring: [TraceEvent] = []
  private var start = 0
  private(set) var dropped: UInt32 = 0
  /// The number and time of the latest event.
  private(set) var lastNumber: UInt32 = 0
  private(set) var lastAt = MonotonicTime(nanoseconds: 0)
  private(set) var messages = PairSides(first: Messages(), second: Messages())
  /// What the dropped events came to.
  private(set) var past = Negotiation()
  /// Whether there may have been events before this trace began.
  let isResumed: Bool

  init(_ key: PairKey, isResumed: Bool = false) {
    self.key = key
    self.isResumed = isResumed
  }

  @inline(__always)
  mutating func record(_ event: TraceEvent) {
    lastNumber = event.number
    lastAt = event.at
    if event.kind == .message, !takesFirst(event) { return }
    if ring.count < Self.capacity {
      append(event)
    } else {
      past.take(ring[start])
      ring[start] = event
      start = (start &+ 1) & (Self.capacity &- 1)
      dropped &+= 1
    }
  }

  /// Counts a message; whether it is the first of its side.
  private mutating func takesFirst(_ event: TraceEvent) -> Bool {
    messages[event.side].count &+= 1
    if messages[event.side].count == 1 { return true }
    messages[event.side].latest = event
    return false
  }

  @inline(never)
  private mutating func append(_ event: TraceEvent) {
    // Step by step, and never more than the ring holds: most pairs have a dozen events.
    if ring.count == ring.capacity {
      ring.reserveCapacity(min(Self.capacity, max(4, ring.count * 2)))
    }
    ring.append(event)
  }

  /// The kept events in order.
  var events: [TraceEvent] {
    var events: [TraceEvent] = []
    events.reserveCapacity(ring.count + 2)
    events += ring[start...]
    events += ring[..<start]
    for latest in [messages.first.latest, messages.second.latest] {
      guard let latest else { continue }
      let place = events.lastIndex { $0.number < latest.number }.map { $0 + 1 } ?? 0
      events.insert(latest, at: place)
    }
    return events
  }

  /// Messages that are neither kept nor counted in `dropped`.
  var omittedMessages: Int {
    [messages.first, messages.second].reduce(0) { $0 + max(0, Int($1.count) - 2) }
  }

  /// What all events have come to, of which `events` are the kept ones.
  func negotiation(with events: [TraceEvent]) -> Negotiation {
    var negotiation = past
    for event in events { negotiation.take(event) }
    return negotiation
  }
}
