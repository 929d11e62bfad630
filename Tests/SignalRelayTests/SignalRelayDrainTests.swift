import Glibc
import Signaling
import Testing
import WebSocketCore

@testable import SignalRelay

@Suite(.serialized) struct SignalRelayDrainTests {
  @Test(arguments: [1, 3])
  func aDrainTellsEverybodyAndEndsWithTheLastAnswer(_ loops: Int) async throws {
    let hub = try TestHub.make { $0.loops = loops }
    let members = try await onThread { () throws in
      let members = try (0..<12).map { try hub.connect("room-\($0 % 6)") }
      for member in members.prefix(6) { _ = try member.client.object() }
      return members
    }
    let started = Clock.monotonic
    async let drained: Void = hub.relay.drain(within: .seconds(20))
    try await onThread { () throws in
      for member in members {
        #expect(try member.client.next() == .close(1012, "restarting"), "and no peer-left before")
        member.client.send(closeFrame(.serviceRestart))
        #expect(try member.client.next() == nil)
      }
    }
    await drained
    #expect(Clock.monotonic - started < .seconds(15), "not at its bound")
    #expect(hub.relay.traffic.ended[.restarting] == 12)
    #expect(hub.hub.admission.connections == 0)
    #expect(hub.hub.admission.clients == 0)
  }

  @Test func aDrainEndsAtItsBoundThoughNobodyAnswers() async throws {
    let hub = try TestHub.make { $0.loops = 2 }
    let members = try await onThread { try (0..<6).map { try hub.connect("room-\($0)") } }
    let started = Clock.monotonic
    await hub.relay.drain(within: .milliseconds(150))
    let took = Clock.monotonic - started
    #expect(took >= .milliseconds(140))
    #expect(took < .seconds(5))
    try await onThread { () throws in
      for member in members { #expect(try member.client.rest() == [.close(1012, "restarting")]) }
    }
    #expect(hub.hub.admission.connections == 0)
    #expect(hub.hub.admission.clients == 0)
  }

  @Test(.enabled(if: descriptorLimit >= 3_000))
  func aDrainTellsAThousandAtATime() async throws {
    let hub = try TestHub.make(capacity: 1)
    let members = try await onThread { try (0..<1_050).map { try hub.connect("room-\($0)") } }
    let started = Clock.monotonic
    async let drained: Void = hub.relay.drain(within: .seconds(20))
    try await onThread { () throws in
      #expect(try members[999].client.next() == .close(1012, "restarting"))
      #expect(try members[1_049].client.next() == .close(1012, "restarting"))
      #expect(Clock.monotonic - started >= .milliseconds(90), "the second batch comes later")
      for member in members { member.client.send(closeFrame(.serviceRestart)) }
    }
    await drained
    #expect(Clock.monotonic - started < .seconds(15), "not at its bound")
    #expect(hub.hub.admission.connections == 0)
  }

  /// Descriptors this process may have; raised to what the system allows.
  private static let descriptorLimit: Int = {
    var limit = rlimit()
    let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
    guard unsafe getrlimit(resource, &limit) == 0 else { return 0 }
    limit.rlim_cur = min(limit.rlim_max, max(limit.rlim_cur, 4_096))
    _ = unsafe setrlimit(resource, &limit)
    return Int(limit.rlim_cur)
  }()

  @Test func whoComesAfterTheDrainIsClosedAndCountsForNothing() async throws {
    let hub = try TestHub.make()
    await hub.relay.drain(within: .seconds(20))
    let sockets = try SocketPair.make()
    let client = TestClient(sockets.client)
    try hub.adopt(sockets.server, try hub.ticket())
    #expect(try await onThread { try client.next() } == nil)
    #expect(hub.hub.admission.connections == 0)
    #expect(hub.hub.admission.clients == 0)
    // A second drain has nothing to wait for.
    await hub.relay.drain(within: .seconds(20))
  }
}
