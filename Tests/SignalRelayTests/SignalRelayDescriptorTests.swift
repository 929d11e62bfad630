import Signaling
import Testing
import WebSocketCore

@testable import SignalRelay

@Suite(.serialized) struct SignalRelayDescriptorTests {
  @Test func everySocketIsClosedHoweverItsConnectionEnds() async throws {
    let hub = try TestHub.make { $0.closeWithin = .milliseconds(50) }
    var sockets: [String] = []
    let ways: [[UInt8]] = [
      [], closeFrame(nil), FrameWriter.text("unmasked"), text(#"{"type":"leave"}"#), [0x81],
    ]
    var clients: [TestClient] = []
    for way in ways {
      for kind in [SocketPair.Kind.unix, .tcp] {
        let pair = try SocketPair.make(kind)
        sockets.append(try #require(identity(of: pair.server)))
        clients.append(TestClient(pair.client))
        try hub.adopt(pair.server, try hub.ticket())
        clients.last?.send(way)
        if way.isEmpty { clients.last?.finishSending() }
      }
    }
    let settled = try await onThread { eventually { hub.relay.traffic.connections == 2 } }
    #expect(settled, "two have not finished a message")
    await hub.relay.drain(within: .milliseconds(50))
    let open = Set(openDescriptors())
    #expect(sockets.filter(open.contains) == [])
    withExtendedLifetime(clients) {}
  }

  @Test func aRelayGivesItsOwnDescriptorsBack() async throws {
    let kinds = ["anon_inode:[eventpoll]", "anon_inode:[eventfd]"]
    let count = { @Sendable in openDescriptors().count { kinds.contains($0) } }
    let before = count()
    for _ in 0..<40 {
      let hub = try TestHub.make { $0.loops = 2 }
      await hub.relay.drain(within: .seconds(20))
    }
    // Two of each loop would make 160; other tests may hold some of their own meanwhile.
    #expect(try await onThread { eventually { count() < before + 20 } })
  }
}
