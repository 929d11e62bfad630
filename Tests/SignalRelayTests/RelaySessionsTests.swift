import Dialects
import Signaling
import Testing
import WebSocketCore

@testable import SignalRelay

@Suite(.serialized) struct RelaySessionsTests {
  @Test(arguments: [1, 3])
  func aClientThatPollsJoinsAndIsToldOfOthers(_ loops: Int) async throws {
    try await TestHub.with({ $0.loops = loops }) { hub in
      let poller = try TestPoller(hub)
      let told = try poller.join(as: "ada")
      #expect(told.count == 2)
      #expect(told[0].hasPrefix(#"42["join_room_success",{"room_name":"room","peer_id":"ada""#))
      #expect(told[1].hasPrefix(#"42["peer_list_updated","#))
      let held = poller.poll()
      let bob = try hub.serverpod("bob")
      #expect(try held.text().hasPrefix(#"42["peer_list_updated","#))
      #expect(hub.census.sessions == 1)
      #expect(hub.hub.admission.clients == 2)
      #expect(hub.hub.admission.connections == 1, "who polls holds no descriptor of the relay")
      try poller.post("1")
      #expect(try bob.line().contains("peer_joined") == false)
      bob.finishSending()
      #expect(hub.isEmptyAtLast)
    }
  }

  @Test func aPollIsHeldUntilThereIsSomething() async throws {
    try await TestHub.with { hub in
      let poller = try TestPoller(hub)
      let held = poller.poll()
      _ = hub.census
      #expect(held.isHeld)
      try poller.post(TestPoller.join(as: "ada"))
      #expect(try held.text().hasPrefix(#"42["join_room_success""#))
    }
  }

  @Test func aSecondPollEndsTheSession() async throws {
    try await TestHub.with { hub in
      let poller = try TestPoller(hub)
      let held = poller.poll()
      #expect(try poller.poll().text() == "failure: badRequest")
      // The reference client reads a close, and what is left to say before it.
      #expect(try held.text().contains("1"))
      #expect(try poller.poll().text() == "failure: unknownSession")
      #expect(hub.isEmptyAtLast)
    }
  }

  @Test func nobodyHasASessionThatWasNotOpened() async throws {
    try await TestHub.with({ $0.loops = 2 }) { hub throws in
      for sid in ["", "x", String(repeating: "\u{301}", count: 500)] {
        let replies = (0..<3).map { _ in Reply() }
        hub.relay.poll(session: sid) { replies[0].note($0) }
        hub.relay.post(session: sid, body: Array("40".utf8)) { replies[1].note($0) }
        hub.relay.mayUpgrade(session: sid) { replies[2].note($0) }
        for reply in replies { #expect(try reply.text() == "failure: unknownSession") }
      }
    }
  }

  @Test func aPayloadHasSixteenPacketsAtTheMost() async throws {
    try await TestHub.with { hub in
      let poller = try TestPoller(hub)
      try poller.join(as: "ada")
      let bob = try hub.serverpod("bob")
      for number in 0..<20 { bob.say(#"{"type":"t\#(number)"}"#) }
      #expect(eventually { hub.relay.traffic.deliveries == 20 })
      let first = try poller.packets()
      #expect(first.count == 16)
      let rest = try poller.packets()
      let types = (first + rest).dropFirst().map { $0.firstMatch(of: /"type":"(t\d+)"/)?.1 ?? "" }
      #expect(types.map(String.init) == (0..<20).map { "t\($0)" })
      #expect(try poller.post((0..<16).map { _ in "6" }) == "ok")
      #expect(try poller.post((0..<17).map { _ in "6" }) == "failure: badRequest")
      #expect(eventually { hub.census.sessions == 0 })
    }
  }

  @Test func whoseEndIsDecidedEntersNoRoomAnyMore() async throws {
    try await TestHub.with({ $0.queueBytes = 400 }) { hub in
      let poller = try TestPoller(hub)
      // It reads nothing, so the answers to its mistakes end it as slow; then it joins.
      let mistakes = (0..<15).map { _ in #"42["signal",{"type":"offer"}]"# }
      try poller.post(mistakes + [TestPoller.join(as: "ada")])
      #expect(hub.isEmptyAtLast)
    }
  }

  @Test func aJoinIsAcknowledgedByItsOwnNumber() async throws {
    try await TestHub.with({ $0.probeWithin = .milliseconds(150) }) { hub in
      let holder = try hub.serverpod("ada")
      let poller = try TestPoller(hub)
      let join = TestPoller.join(as: "ada").dropFirst(2)
      try poller.post("427" + join, #"428["signal",{"type":"offer"}]"#, #"42["leave_room",{}]"#)
      var told: [String] = []
      while !told.contains(where: { $0.hasPrefix("437") }) { told += try poller.packets() }
      #expect(told.contains { $0.hasPrefix("438[") })
      #expect(told.contains { $0.hasPrefix(#"42["join_room_success""#) })
      #expect(told.last { $0.hasPrefix("437") }?.contains(#""peer_id":"ada""#) == true)
      withExtendedLifetime(holder) {}
    }
  }

  @Test func aPollIsASignOfLife() async throws {
    try await TestHub.with { hub in
      let poller = try TestPoller(hub)
      try poller.join(as: "ada")
      let held = poller.poll()
      let asker = try hub.guest()
      asker.join(as: "ada")
      #expect(try held.text() == "2", "an Engine.IO ping")
      try poller.post("3")
      #expect(try asker.object().string("code") == "name-taken")
    }
  }

  // MARK: - Time

  @Test func whoAnswersNoPingIsLost() async throws {
    let configure = { (configuration: inout SignalRelay.Configuration) in
      configuration.engine.pingInterval = .milliseconds(60)
      configuration.engine.pingTimeout = .milliseconds(200)
    }
    try await TestHub.with(configure) { hub in
      let observer = try hub.serverpod("observer")
      let poller = try TestPoller(hub)
      try poller.join(as: "ada")
      _ = try observer.line()
      for _ in 1...4 {
        #expect(try poller.poll().text() == "2")
        try poller.post("3")
      }
      #expect(try poller.poll().text() == "2")
      #expect(try poller.poll().text() == "failure: unknownSession")
      #expect(try observer.line() == #"{"type":"peer_left","peerId":"ada"}"#)
      observer.finishSending()
      #expect(hub.isEmptyAtLast)
    }
  }

  @Test func whoDoesNotConnectInTimeIsClosed() async throws {
    try await TestHub.with({ $0.engine.connectWithin = .milliseconds(100) }) { hub in
      let poller = try TestPoller(hub, connected: false)
      #expect(try poller.poll().text() == "failure: unknownSession")
      let socket = try hub.guest(.socketIO)
      _ = try socket.line()
      #expect(try socket.next() == .close(1008, "no room was joined in time"))
      socket.send(closeFrame(.policyViolation))
      #expect(hub.isEmptyAtLast)
    }
  }

  @Test func aSessionEndsWithItsToken() async throws {
    let soon = Clock.now.unixMilliseconds + 500
    try await TestHub.with(bearers: ["right": .make("a", expiresAt: soon)]) { hub in
      let socket = try hub.guest(.socketIO)
      _ = try socket.line()
      socket.say(#"40{"token":"wrong"}"#)
      #expect(try socket.line() == #"44{"message":"the token is forged"}"#)
      socket.say(#"40{"token":"right"}"#)
      #expect(try socket.line().hasPrefix(#"40{"sid":"#))
      #expect(try socket.line() == "41")
      #expect(try socket.next() == .close(4401, "token expired"))
      #expect(Clock.now.unixMilliseconds >= soon)
      socket.send(closeFrame(.normalClosure))
      #expect(hub.isEmptyAtLast)
    }
  }

  // MARK: - Ends

  @Test func whoIsTakenOutIsToldNotToComeBack() async throws {
    try await TestHub.with { hub in
      let socket = try hub.guest(.socketIO)
      _ = try socket.line()
      socket.say("40")
      _ = try socket.line()
      socket.say(TestPoller.join(as: "ada"))
      for _ in 1...2 { _ = try socket.line() }
      let poller = try TestPoller(hub)
      try poller.join(as: "bob")
      _ = try socket.line()
      let held = poller.poll()
      // The poller first: it is told nothing else then.
      let departures = hub.hub.clear(RoomID("room")!, at: Clock.monotonic)
      for departure in departures.reversed() { hub.relay.announce(departure) }
      #expect(try held.text().hasSuffix("41\u{1E}1"))
      var last = try socket.line()
      while last.hasPrefix("42") { last = try socket.line() }
      #expect(last == "41")
      #expect(try socket.next() == .close(4403, "removed"))
      socket.send(closeFrame(.normalClosure))
      #expect(hub.isEmptyAtLast)
    }
  }

  @Test func aDrainAnswersWhatIsHeldAndWhateverComesLater() async throws {
    let hub = try TestHub.make { $0.loops = 2 }
    let (pollers, held) = try await onThread { () throws in
      let pollers = try (0..<6).map { _ in try TestPoller(hub) }
      return (pollers, pollers.map { $0.poll() })
    }
    await hub.relay.drain(within: .seconds(20))
    try await onThread { () throws in
      for reply in held { #expect(try reply.text() == "failure: unknownSession") }
      for poller in pollers {
        #expect(try poller.poll().text() == "failure: unknownSession")
        #expect(try poller.post("3") == "failure: unknownSession")
      }
      #expect(throws: TestClient.Trouble.self) { try TestPoller(hub) }
    }
    #expect(hub.hub.admission.clients == 0)
  }

  @Test func aDrainingHubOpensNoSession() async throws {
    try await TestHub.with { hub in
      hub.hub.startDraining()
      try hub.hub.admission.admit(AddressKey(high: 0, low: 1), at: Clock.monotonic)
      let reply = Reply()
      let guest = Guest(
        dialect: .socketIO, address: AddressKey(high: 0, low: 1), identity: nil)
      hub.relay.openSession(guest) { reply.note($0) }
      #expect(try reply.text() == "failure: forbidden")
      #expect(hub.isEmptyAtLast)
    }
  }
}
