import Testing

@testable import Signaling

@Suite struct TraceReadingTests {
  @Test func aTimelineHoldsAllThatHappenedBetweenTheTwoInOrder() throws {
    let stage = Stage.make()
    stage.seconds = 1
    let ada = try stage.arrive(named: "Ada")
    stage.seconds = 2
    let bob = try stage.arrive(named: "Bob")
    stage.seconds = 2.5
    stage.send(.offer, from: ada, to: bob.clientID, .make(.host, .host, .relay), bytes: 2034)
    stage.seconds = 2.75
    stage.report(.checking, by: bob, about: ada, .srflx, nil)
    stage.leave(bob, .lost)
    let trace = try #require(stage.trace())
    let pair = try stage.pair()
    let keys = trace.clients.map(\.key)
    #expect([pair.first, pair.second] == keys)
    #expect(trace.clients.map(\.name) == ["Ada", "Bob"])
    #expect(trace.clients.map(\.joinedAt) == [1000, 2000])
    #expect(trace.clients.map(\.boundAt) == [1000, 2000])
    #expect(trace.clients.map(\.leftAt) == [nil, 2750])
    #expect(trace.clients.map(\.leaveReason) == [nil, .lost])
    #expect(trace.clients.map(\.connection) == [ada.connection, nil])
    let events = pair.events
    #expect(events.map(\.kind) == [.joined, .bound, .joined, .bound, .offer, .report, .left])
    #expect(events.map(\.number) == Array(1...7))
    #expect(events.map(\.at) == [1000, 1000, 2000, 2000, 2500, 2750, 2750])
    #expect(events.map(\.delay) == [nil, 0, 1000, 0, 500, 250, 0])
    #expect(events.map(\.from) == [0, 0, 1, 1, 0, 1, 1].map { keys[$0] })
    #expect(events[4].bytes == 2034 && events[4].candidates == .make(.host, .host, .relay))
    #expect(events[5].report == ICEReport(.checking, local: .srflx))
    #expect(events[6].reason == .lost)
    #expect(trace.lastEventAt == 2750 && trace.readAt == 2750)
  }

  @Test func anotherConnectionWithTheSameTokenIsAnotherJoining() throws {
    let stage = Stage.make()
    let ada = try stage.arrive().membership
    let seat = try stage.join(profile: Profile(name: "Bob"))
    let old = try #require(stage.attach(try stage.claim(seat))).membership
    stage.send(.offer, from: ada, to: old.clientID)
    let new = try #require(stage.attach(try stage.claim(seat))).membership
    #expect(new.clientID == old.clientID)
    stage.send(.offer, from: ada, to: new.clientID)
    let trace = try #require(stage.trace())
    #expect(trace.clients.map(\.state) == [.connected, .left, .connected])
    #expect(trace.clients.map(\.leaveReason) == [nil, .replaced, nil])
    #expect(trace.pairs.count == 2)
    #expect(!old.report(ICEReport(.failed), about: ada.clientID, at: stage.now))
  }

  @Test func aReportMayBeAboutOneWhoHasLeft() throws {
    let stage = Stage.make()
    let ada = try stage.arrive().membership
    let bob = try stage.arrive().membership
    stage.leave(bob, .lost)
    stage.report(.connected, by: ada, about: bob)
    #expect(try stage.pair().verdict.code == .connected)
    #expect(!ada.report(ICEReport(.failed), about: .make("nobody"), at: stage.now))
    #expect(!ada.report(ICEReport(.failed), about: ada.clientID, at: stage.now))
  }

  @Test func whoIsAddressedByAccountIsRecordedToo() throws {
    let stage = Stage.make()
    let ada = try stage.arrive(as: .make("ada", identity: .make("a"))).membership
    let bob = try stage.arrive(as: .make("bob", identity: .make("b"))).membership
    var passage = Passage(.offer, bytes: 1, at: stage.now)
    var receivers: [Receiver] = []
    _ = ada.route(to: .account("b"), into: &receivers, recording: &passage)
    #expect(receivers.map(\.connection) == [bob.connection])
    #expect(passage.numbers == 5..<6)
    #expect(try stage.pair().sent.map(\.kind) == [.offer])
    // Nobody, himself, and one who is not there.
    for target in [Target.account("c"), .client(ada.clientID), .client(.make("eve"))] {
      _ = ada.route(to: target, into: &receivers, recording: &passage)
      #expect(passage.numbers.isEmpty)
    }
  }

  @Test func theRevisionChangesWithEveryEventAndOnlyThen() throws {
    let stage = Stage.make()
    #expect(stage.hub.traceRevision(of: .make()) == nil)
    let ada = try stage.arrive().membership
    var seen: Set<TraceRevision> = []
    func expectChange(_ body: () throws -> Void) throws {
      try body()
      let revision = try #require(stage.hub.traceRevision(of: .make()))
      #expect(revision == stage.trace()?.revision)
      #expect(revision == stage.hub.traceRevision(of: .make()))
      #expect(seen.insert(revision).inserted)
    }
    try expectChange {}
    let seat = try stage.join()
    try expectChange {}
    let ticket = try stage.claim(seat)
    try expectChange { _ = stage.attach(ticket) }
    try expectChange { stage.send(.candidate, from: ada, to: seat.clientID) }
    try expectChange { stage.send(.other, from: ada, to: seat.clientID) }
    try expectChange { ada.report(ICEReport(.new), about: seat.clientID, at: stage.now) }
    try expectChange { _ = stage.hub.clear(.make()) }
    try expectChange { _ = try stage.arrive() }
  }

  @Test func theOverviewShowsTheLatestRoomsFirst() throws {
    let stage = Stage.make()
    for (index, room) in ["a", "b", "c", "d"].enumerated() {
      stage.seconds = Double(index)
      let ada = try stage.arrive(room).membership
      let bob = try stage.arrive(as: .make("bob", dialect: .nodeWS), in: .make(room)).membership
      stage.send(.offer, from: ada, to: bob.clientID)
      if room == "d" { _ = stage.hub.clear(.make(room), at: stage.now) }
      if room == "c" { _ = try stage.join(room) }
    }
    stage.seconds = 9
    let ada = try stage.arrive("a").membership
    stage.send(.answer, from: ada, to: .make("bob"))
    let overview = stage.hub.traceOverview(limit: 3, at: stage.moment)
    #expect(overview.rooms.map(\.id.rawValue) == ["a", "d", "c"])
    #expect(overview.totalRooms == 3 && overview.omittedRooms == 1 && overview.tracedPairs == 5)
    #expect(overview.rooms.map(\.goneAt) == [nil, 3000, nil])
    #expect(overview.rooms.map(\.lastEventAt) == [9000, 3000, 2000])
    #expect(overview.rooms.map(\.clients) == [3, 0, 2])
    #expect(overview.rooms.map(\.seats) == [0, 0, 1])
    #expect(overview.rooms[0].dialects == [.native: 2, .nodeWS: 1])
    #expect(overview.rooms[0].verdicts == [.neverAnswered: 1, .negotiating: 1])
    #expect(overview.rooms[1].verdicts == [.leftBeforeAnswer: 1])
    #expect(overview.rooms[2].verdicts == [.neverAnswered: 1, .neverBound: 2])
  }
}
