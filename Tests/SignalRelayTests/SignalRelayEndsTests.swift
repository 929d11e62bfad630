import Foundation
import Glibc
import Signaling
import Testing
import WebSocketCore

@testable import SignalRelay

@Suite(.serialized) struct SignalRelayEndsTests {
  @Test(arguments: [SocketPair.Kind.unix, .tcp])
  func eachWayToEndTellsThePeersItsReason(_ kind: SocketPair.Kind) async throws {
    try await TestHub.with({ $0.messageRate = Rate(perSecond: 0.001, burst: 3) }) { hub in
      let observer = try hub.connect()
      let ways: [(reason: String, code: UInt16?, way: [UInt8])] = [
        ("left", 1000, text(#"{"type":"leave"}"#) + closeFrame(.normalClosure)),
        ("closed", 1001, closeFrame(.goingAway)),
        ("protocol-error", 1002, FrameWriter.text("unmasked")),
        ("protocol-error", 1003, frame(.binary, [1]) + closeFrame(.unsupportedData)),
        ("protocol-error", 1007, frame(.text, [0xFF])),
        ("protocol-error", 1009, frame(.text, [UInt8](repeating: 32, count: 65_537))),
        (
          "rate-limited", 4429,
          [UInt8]((0..<5).map { _ in frame(.ping, []) }.joined()) + closeFrame(.rateLimited)
        ),
        ("closed", nil, []),
      ]
      for (reason, code, way) in ways {
        let member = try hub.connect(over: kind)
        #expect(try observer.client.object().string("type") == "peer-joined")
        member.client.send(way)
        if code == nil { member.client.finishSending() }
        let last = try member.client.rest().last { $0.opcode == 8 }
        #expect(last?.payload.prefix(2) == code.map { [UInt8($0 >> 8), UInt8($0 & 255)] })
        let left = try observer.client.object()
        #expect(left.string("type") == "peer-left")
        #expect(left.string("clientId") == member.id.rawValue)
        #expect(left.string("reason") == reason)
        member.client.finishSending()
      }
      #expect(hub.hub.clients(in: observer.room) == [observer.id])
    }
  }

  @Test func aClientThatVanishesIsLostToItsPeers() async throws {
    let times = { (configuration: inout SignalRelay.Configuration) in
      configuration.pingAfter = .milliseconds(200)
      configuration.pongWithin = .seconds(1)
      configuration.closeWithin = .milliseconds(100)
    }
    try await TestHub.with(times) { hub in
      let vanished = try hub.connect()
      let observer = try hub.connect()
      var told: [String: Any] = [:]
      while told.isEmpty {
        guard let frame = try observer.client.next() else { break }
        if frame == .ping {
          observer.client.send(Self.pong)
        } else {
          told = try #require(
            try JSONSerialization.jsonObject(with: Data(frame.payload)) as? [String: Any])
        }
      }
      #expect(told.string("clientId") == vanished.id.rawValue)
      #expect(told.string("reason") == "lost")
      #expect(try vanished.client.rest().last == .close(4408, "lost"))
    }
  }

  private static let pong = frame(.pong, [])

  @Test func aRelayToASilentClientProbesIt() async throws {
    try await TestHub.with({ $0.probeAfter = .milliseconds(50) }) { hub in
      let members = try hub.connect(count: 2)
      usleep(100_000)
      members[0].send(#"{"type":"a"}"#)
      members[0].send(#"{"type":"b"}"#)
      #expect(try members[1].client.next()?.opcode == 1)
      #expect(try members[1].client.next() == .ping)
      #expect(try members[1].client.next()?.opcode == 1)
      #expect(members[1].client.isQuiet(milliseconds: 50), "one ping is enough")
    }
  }

  @Test func aSlowReaderIsEndedWhileTheOthersGoOn() async throws {
    try await TestHub.with({ $0.queueBytes = 65_536 }) { hub in
      let sender = try hub.connect()
      let reader = try hub.connect()
      let slow = try hub.connect(over: .tcp, receiveBytes: 4_096)
      for member in [sender, sender, reader] { _ = try member.client.object() }
      let padding = String(repeating: "x", count: 2_000)
      var reason: String?
      var received = 0
      for number in 0..<600 {
        sender.send(#"{"type":"m","n":\#(number),"p":"\#(padding)"}"#)
        // The others read along; nobody waits for the slow one.
        var object = try reader.client.object()
        if object.string("type") == "peer-left" {
          #expect(object.string("clientId") == slow.id.rawValue)
          reason = object.string("reason")
          object = try reader.client.object()
        }
        #expect(object["n"] as? Int == number)
        received += 1
      }
      #expect(received == 600)
      #expect(reason == "slow")
      #expect(try sender.client.object().string("reason") == "slow")
      // What was queued before is still read, in order, and then the reason.
      var number = 0
      while let frame = try slow.client.next() {
        if frame.opcode == 8 {
          #expect(frame == .close(1008, "slow"))
          slow.client.send(closeFrame(.policyViolation))
          continue
        }
        #expect(frame.text.contains(#""n":\#(number),"#))
        number += 1
      }
      #expect(number > 0 && number < 600)
      #expect(hub.relay.traffic.dropped[.slowReceiver] == 1)
      #expect(eventually { hub.relay.traffic.queuedBytes == 0 })
    }
  }

  @Test func aLeaveOverRESTClosesTheConnectionAndTellsThePeers() async throws {
    try await TestHub.with { hub in
      let members = try hub.connect(count: 2)
      let departure = try hub.hub.leave(
        members[0].id, from: members[0].room, token: members[0].token, at: Clock.monotonic)
      hub.relay.announce(departure)
      #expect(try members[0].client.next() == .close(1000, "left"))
      members[0].client.send(closeFrame(.normalClosure))
      #expect(try members[0].client.next() == nil)
      let left = try members[1].client.object()
      #expect(left.string("clientId") == members[0].id.rawValue)
      #expect(left.string("reason") == "left")
      #expect(members[1].client.isQuiet(milliseconds: 50), "told once")
      #expect(hub.relay.traffic.ended[.left] == 1)
    }
  }

  @Test func aClientThatLeftDuringItsHandshakeIsClosed() async throws {
    try await TestHub.with { hub in
      let ticket = try hub.ticket()
      _ = try hub.hub.leave(
        ticket.clientID, from: ticket.room.id, token: ticket.token, at: Clock.monotonic)
      let sockets = try SocketPair.make()
      let client = TestClient(sockets.client)
      try hub.adopt(sockets.server, ticket, received: closeFrame(nil))
      #expect(try client.rest() == [.close(1000, "left")])
      #expect(eventually { hub.hub.admission.connections == 0 })
    }
  }

  @Test func aSocketThatCannotBeWatchedGivesItsCountsBackOnce() async throws {
    try await TestHub.with { hub in
      let file = unsafe open("/proc/self/exe", O_RDONLY | O_CLOEXEC)
      let member = try hub.connect()
      try hub.adopt(file, try hub.ticket())
      #expect(eventually { hub.hub.admission.clients == 1 })
      member.send(#"{"type":"ping"}"#)
      #expect(try member.client.next() == .text(#"{"type":"pong"}"#))
      #expect(hub.hub.admission.connections == 1)
    }
  }
}
