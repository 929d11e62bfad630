import Dialects
import Signaling
import Testing
import WebSocketCore

@testable import SignalRelay

@Suite(.serialized) struct RelayUpgradesTests {
  /// A WebSocket for a session that polls.
  private func socket(_ poller: TestPoller, _ hub: TestHub) throws -> TestClient {
    let reply = Reply()
    hub.relay.mayUpgrade(session: poller.sid) { reply.note($0) }
    guard try reply.text().isEmpty else { throw TestClient.Trouble(description: "no upgrade") }
    let sockets = try SocketPair.make()
    try hub.hub.admission.openConnection()
    hub.relay.adopt(
      descriptor: sockets.server, received: [], entrance: .upgrade(sid: poller.sid))
    return TestClient(sockets.client)
  }

  @Test(arguments: [1, 3])
  func whatIsQueuedComesInOrderOverTheNewTransport(_ loops: Int) async throws {
    try await TestHub.with({ $0.loops = loops }) { hub in
      let poller = try TestPoller(hub)
      try poller.join(as: "ada")
      let bob = try hub.serverpod("bob")
      _ = try poller.packets()
      let held = poller.poll()
      let socket = try socket(poller, hub)
      socket.say("2probe")
      #expect(try socket.line() == "3probe")
      #expect(try held.text() == "6")
      for number in 0..<10 { bob.say(#"{"type":"t\#(number)"}"#) }
      #expect(eventually { hub.relay.traffic.deliveries == 10 })
      #expect(socket.isQuiet(milliseconds: 20))
      socket.say("5")
      for number in 10..<20 { bob.say(#"{"type":"t\#(number)"}"#) }
      for number in 0..<20 { #expect(try socket.line().contains(#""type":"t\#(number)""#)) }
      #expect(hub.census.upgrades == 0)
      #expect(hub.census.connections == 2)
      #expect(try poller.poll().text() == "failure: badRequest", "polling is over")
      #expect(try poller.post("3") == "failure: badRequest")
      socket.say(#"42["signal",{"to":"bob","type":"hello"}]"#)
      #expect(try bob.line().contains("hello"))
      socket.finishSending()
      #expect(try bob.line() == #"{"type":"peer_left","peerId":"ada"}"#)
      bob.finishSending()
      #expect(hub.isEmptyAtLast)
    }
  }

  @Test func aPollThatWaitsDuringTheUpgradeEndsWithIt() async throws {
    try await TestHub.with { hub in
      let poller = try TestPoller(hub)
      let socket = try socket(poller, hub)
      socket.say("2probe")
      #expect(try socket.line() == "3probe")
      #expect(try poller.poll().text() == "6")
      socket.say("5")
      socket.say(TestPoller.join(as: "ada"))
      #expect(try socket.line().hasPrefix(#"42["join_room_success""#))
    }
  }

  @Test func aProbingSocketThatDiesLeavesPollingAlive() async throws {
    try await TestHub.with { hub in
      let poller = try TestPoller(hub)
      try poller.join(as: "ada")
      for hasProbed in [false, true, true] {
        let dead = try socket(poller, hub)
        if hasProbed {
          dead.say("2probe")
          #expect(try dead.line() == "3probe")
        }
        dead.finishSending()
        #expect(eventually { hub.census.upgrades == 0 })
        let held = poller.poll()
        _ = hub.census
        #expect(held.isHeld)
        try poller.post(TestPoller.join(as: "ada"))
        #expect(try held.text().hasPrefix(#"42["join_room_success""#))
      }
      #expect(eventually { hub.hub.admission.connections == 0 })
      try poller.post("1")
      #expect(hub.isEmptyAtLast)
    }
  }

  @Test func theLateEndOfAFailedUpgradeDoesNotDisturbTheNext() async throws {
    try await TestHub.with { hub in
      let poller = try TestPoller(hub)
      let failed = try socket(poller, hub)
      failed.say("nonsense")
      #expect(try failed.next() == nil)
      let socket = try socket(poller, hub)
      socket.say("2probe")
      #expect(try socket.line() == "3probe")
      failed.finishSending()
      #expect(eventually { hub.census.connections == 2 })
      socket.say("5")
      socket.say(TestPoller.join(as: "ada"))
      #expect(try socket.line().hasPrefix(#"42["join_room_success""#))
      socket.finishSending()
      #expect(hub.isEmptyAtLast)
    }
  }

  @Test func anUpgradeThatIsNotFinishedInTimeIsClosedAndPollingGoesOn() async throws {
    try await TestHub.with({ $0.engine.upgradeWithin = .milliseconds(100) }) { hub in
      let poller = try TestPoller(hub)
      let slow = try socket(poller, hub)
      #expect(try slow.next() == nil)
      try poller.post(TestPoller.join(as: "ada"))
      #expect(try poller.packets().count == 2)
    }
  }

  @Test func oneSocketAtATimeMayTakeOver() async throws {
    try await TestHub.with { hub in
      let poller = try TestPoller(hub)
      let first = try socket(poller, hub)
      first.say("2probe")
      #expect(try first.line() == "3probe")
      #expect(throws: TestClient.Trouble.self) { try socket(poller, hub) }
      // One that comes all the same is closed.
      let sockets = try SocketPair.make()
      let second = TestClient(sockets.client)
      try hub.hub.admission.openConnection()
      hub.relay.adopt(
        descriptor: sockets.server, received: [], entrance: .upgrade(sid: poller.sid))
      #expect(try second.next()?.opcode == 8)
      second.finishSending()
      first.say("5")
      first.say(TestPoller.join(as: "ada"))
      #expect(try first.line().hasPrefix(#"42["join_room_success""#))
      first.finishSending()
      #expect(hub.isEmptyAtLast)
    }
  }

  @Test func aSessionThatEndsTakesItsProbingSocketAlong() async throws {
    try await TestHub.with { hub in
      let poller = try TestPoller(hub)
      let socket = try socket(poller, hub)
      socket.say("2probe")
      #expect(try socket.line() == "3probe")
      try poller.post("1")
      #expect(try socket.next() == .close(1000, "left"))
      socket.send(closeFrame(.normalClosure))
      #expect(hub.isEmptyAtLast)
    }
  }

  @Test func aSessionMayTryThreeSockets() async throws {
    try await TestHub.with { hub in
      let poller = try TestPoller(hub)
      for _ in 0..<3 {
        let failed = try socket(poller, hub)
        failed.say("nonsense")
        #expect(try failed.next() == nil)
      }
      #expect(throws: TestClient.Trouble.self) { try socket(poller, hub) }
      #expect(eventually { hub.hub.admission.connections == 0 })
      #expect(try poller.join(as: "ada").count == 2)
    }
  }
}
