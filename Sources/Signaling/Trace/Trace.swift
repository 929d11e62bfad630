/// What a room remembers of what passed in it; part of the room's state, under its lock.
struct Trace: Sendable {
  /// Departed clients that are remembered.
  static let departedCapacity = 64
  /// Pairs that have nothing but messages between them, which nobody asked the hub to understand:
  /// no chat of a hundred fills the table.
  static let messagePairs = 64

  private(set) var pairs = PairTable()
  /// Clients that have left, the latest last.
  private(set) var departed: [DepartedClient] = []
  /// Descriptions and candidates in full, while somebody asks for them.
  private(set) var bodies: KeptBodies?
  /// Grows with whatever a reader would see.
  private(set) var changes: UInt64 = 0
  /// The number of the latest event.
  private(set) var number: UInt32 = 0
  /// Pairs that were dropped, or never remembered, for want of room.
  private(set) var omittedPairs: UInt32 = 0
  private(set) var omittedClients: UInt32 = 0
  private(set) var lastAt = MonotonicTime(nanoseconds: 0)

  /// Whether two have met here, or tried to: what is worth a look after everybody has left.
  var isWorthKeeping: Bool { pairs.count > 0 || departed.count > 1 }

  /// The number of an event of a client that happens now.
  mutating func nextNumber(at now: MonotonicTime) -> UInt32 {
    number &+= 1
    changes &+= 1
    lastAt = now
    return number
  }

  /// Remembers a message, if there is room for its pair. The budget is got hold of only where
  /// a pair is new: that counts a reference.
  @inline(__always)
  mutating func record(
    _ passage: Passage, from sender: UInt64, to receiver: UInt64, isDelivered: Bool,
    _ budget: @autoclosure () -> TraceBudget?
  ) {
    let key = PairKey(sender, receiver)
    guard
      let index = pairs.index(of: key) ?? add(key, isMessage: passage.kind == .other, budget())
    else { return }
    let number = nextNumber(at: passage.at)
    pairs.record(
      TraceEvent(passage, number: number, from: key.side(of: sender), isDelivered: isDelivered),
      at: index)
  }

  /// Remembers a report.
  mutating func record(
    _ report: ICEReport, from sender: UInt64, about peer: UInt64, at now: MonotonicTime,
    _ budget: TraceBudget
  ) {
    let key = PairKey(sender, peer)
    guard let index = pairs.index(of: key) ?? add(key, isMessage: false, budget) else { return }
    let number = nextNumber(at: now)
    pairs.record(
      TraceEvent(report, number: number, from: key.side(of: sender), at: now), at: index)
  }

  @inline(never)
  private mutating func add(_ key: PairKey, isMessage: Bool, _ budget: TraceBudget?) -> Int? {
    guard let budget else { return nil }
    if isMessage, pairs.count >= Self.messagePairs || budget.pairs >= budget.limit / 2 {
      return nil
    }
    if pairs.count >= PairTable.capacity { makeRoom(budget) }
    if !budget.takePair() {
      makeRoom(budget)
      guard budget.takePair() else {
        omittedPairs &+= 1
        return nil
      }
    }
    return pairs.add(PairTrace(key, isResumed: omittedPairs > 0))
  }

  /// Drops an eighth of the pairs at a time: to find the quietest ones takes a look at all.
  private mutating func makeRoom(_ budget: TraceBudget) {
    dropQuietest(max(1, pairs.count / 8), budget)
  }

  private mutating func dropQuietest(_ count: Int, _ budget: TraceBudget) {
    let removed = pairs.removeQuietest(count)
    omittedPairs &+= UInt32(removed)
    budget.giveBack(pairs: removed)
  }

  /// Remembers a client that has left.
  mutating func depart(_ client: DepartedClient, _ budget: TraceBudget) {
    if departed.count >= Self.departedCapacity { forgetOldest(budget) }
    if !budget.takeDeparted() {
      if !departed.isEmpty { forgetOldest(budget) }
      guard budget.takeDeparted() else { return forget(client.serial, budget) }
    }
    departed.append(client)
  }

  private mutating func forgetOldest(_ budget: TraceBudget) {
    let client = departed.removeFirst()
    budget.giveBack(departed: 1)
    forget(client.serial, budget)
  }

  private mutating func forget(_ serial: UInt64, _ budget: TraceBudget) {
    omittedClients &+= 1
    let removed = pairs.removeAll { $0.key.contains(serial) }
    omittedPairs &+= UInt32(removed)
    budget.giveBack(pairs: removed)
  }

  /// Drops the pairs that were quiet since then, and forgets the clients that left before.
  mutating func trim(
    pairsQuietSince quiet: MonotonicTime?, departedBefore left: MonotonicTime?,
    _ budget: TraceBudget
  ) {
    if let quiet {
      let removed = pairs.removeAll { $0.lastAt <= quiet }
      omittedPairs &+= UInt32(removed)
      budget.giveBack(pairs: removed)
    }
    if let left {
      while let oldest = departed.first, oldest.leftAt <= left { forgetOldest(budget) }
    }
  }

  mutating func keep(_ body: [UInt8], of numbers: Range<UInt32>) {
    // Taken out while it changes: it is not copied.
    var kept = bodies.take() ?? KeptBodies()
    kept.keep(body, of: numbers)
    bodies = kept
    changes &+= 1
  }

  mutating func dropBodies() {
    bodies = nil
  }

  /// Notes that everybody has left, which a reader sees.
  mutating func noteGone() {
    changes &+= 1
  }

  /// Gives everything back; the trace is of no use afterwards.
  mutating func release(_ budget: TraceBudget) {
    budget.giveBack(pairs: pairs.count)
    budget.giveBack(departed: departed.count)
    self = Trace()
  }
}
