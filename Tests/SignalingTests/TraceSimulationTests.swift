import Synchronization
import Testing

@testable import Signaling

/// A random talk of a few clients in one room, beside a list of all that was ever sent.
private struct Talk {
  let stage = Stage.make()
  var generator: SeededGenerator
  var members: [Membership] = []
  var keys: [ClientID: UInt64] = [:]
  /// All events of each pair.
  var events: [[UInt64]: [TraceEvent]] = [:]

  init(seed: UInt64) { generator = SeededGenerator(seed: seed) }

  mutating func pick(_ count: Int) -> Int { Int.random(in: 0..<count, using: &generator) }

  mutating func step() throws {
    stage.seconds += Double(pick(2000)) / 1000
    switch pick(40) {
    // No more than 55 pairs: of more, some would not be remembered for messages alone.
    case 0 where keys.count < 11:
      let member = try stage.arrive().membership
      members.append(member)
      keys[member.clientID] = stage.trace()?.clients.last?.key
    case 1 where members.count > 3 && pick(8) == 0:
      stage.leave(members.remove(at: pick(members.count)), pick(9) == 0 ? .slow : .closed)
    case 2..<8 where members.count > 1: try report()
    default: if members.count > 1 { try send() }
    }
  }

  mutating func send() throws {
    let sender = members[pick(members.count)]
    let target = pick(5) == 0 ? nil : members[pick(members.count)].clientID
    let kind = Signal.Kind.allCases[pick(4)]
    let types = [CandidateTypes(), .make(.host), .make(.host, .srflx)][pick(3)]
    let passage = stage.send(kind, from: sender, to: target, types, bytes: pick(5000))
    let receivers =
      target.map { $0 == sender.clientID ? [] : [$0] }
      ?? members.map(\.clientID).filter { $0 != sender.clientID }
    #expect(passage.numbers.count == receivers.count)
    // A broadcast goes in the order of joining, as members are.
    for (number, receiver) in zip(passage.numbers, receivers) {
      let key = PairKey(try #require(keys[sender.clientID]), try #require(keys[receiver]))
      note(
        TraceEvent(
          passage, number: number, from: key.side(of: try #require(keys[sender.clientID])),
          isDelivered: true), key)
    }
  }

  mutating func report() throws {
    let sender = members[pick(members.count)]
    let peer = members[pick(members.count)]
    let report = ICEReport(ICEState.allCases[pick(7)], local: .host)
    let isNoted = sender.report(report, about: peer.clientID, at: stage.now)
    #expect(isNoted == (peer.clientID != sender.clientID))
    guard isNoted else { return }
    let own = try #require(keys[sender.clientID])
    let key = PairKey(own, try #require(keys[peer.clientID]))
    let number = sender.room.state.withLock { $0.trace.number }
    note(TraceEvent(report, number: number, from: key.side(of: own), at: stage.now), key)
  }

  mutating func note(_ event: TraceEvent, _ key: PairKey) {
    events[[key.first, key.second], default: []].append(event)
  }

  /// Holds every pair against the list.
  func check() throws {
    let trace = try #require(stage.trace())
    #expect(trace.pairs.count == events.count && trace.omittedPairs == 0)
    let room = members[0].room
    let now = stage.moment
    let reader = room.state.withLock { TraceReader(room, $0, at: now, now.clockDifference) }
    let parties = Dictionary(uniqueKeysWithValues: reader.parties.map { ($0.serial, $0) })
    for pair in trace.pairs {
      let all = try #require(events[[pair.first, pair.second]])
      let spoken = all.filter { $0.kind == .message }
      let perSide = [PairSide.first, .second].map { side in spoken.filter { $0.side == side } }
      let firsts = perSide.compactMap(\.first?.number)
      let lasts = perSide.filter { $0.count > 1 }.compactMap(\.last?.number)
      let ring = all.filter { $0.kind != .message || firsts.contains($0.number) }
      let kept = ring.suffix(64).map(\.number) + lasts
      #expect(pair.sent.map { UInt32($0.number) } == kept.sorted())
      #expect(pair.dropped == max(0, ring.count - 64))
      #expect(pair.omittedMessages == perSide.reduce(0) { $0 + max(0, $1.count - 2) })
      // The verdict is that of the whole list.
      var negotiation = Negotiation()
      for event in all { negotiation.take(event) }
      let scene = Scene(
        parties: PairSides(
          first: try #require(parties[pair.first]), second: try #require(parties[pair.second])),
        negotiation: negotiation, lastNumber: all.last!.number, isResumed: false,
        now: stage.now)
      #expect(pair.verdict == scene.verdict)
    }
  }
}

@Suite struct TraceSimulationTests {
  @Test(arguments: [1, 2, 3, 4] as [UInt64])
  func aTraceIsWhatAListOfEverythingSays(seed: UInt64) async throws {
    var talk = Talk(seed: seed)
    var codes: Set<Verdict.Code> = []
    var dropped = 0
    for step in 0..<1500 {
      try talk.step()
      guard step % 100 == 99, !talk.members.isEmpty else { continue }
      try talk.check()
      talk.stage.hub.checkTraceAccounts()
      let pairs = talk.stage.trace()?.pairs ?? []
      codes.formUnion(pairs.map(\.verdict.code))
      dropped = max(dropped, pairs.map(\.dropped).max() ?? 0)
      await Task.yield()
    }
    #expect(dropped > 0)
    #expect(codes.isSuperset(of: [.connected, .candidatesFirst, .neverAnswered, .negotiating]))
  }
}
