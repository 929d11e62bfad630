import Foundation
import Glibc
import Signaling
import Testing
import WebSocketCore

@testable import SignalRelay

extension [String: Any] {
  fileprivate func string(_ key: String) -> String? { self[key] as? String }
}

extension TestHub.Member {
  fileprivate func send(_ json: String) { client.send(text(json)) }
}

@Suite(.serialized) struct SignalRelayTests {
  // MARK: - Coming, going and the way of a message

  @Test func aNewcomerIsWelcomedAndItsPeersAreTold() async throws {
    try await TestHub.with { hub in
      let first = try hub.connect()
      #expect(first.peers == [])
      let second = try hub.connect()
      #expect(second.peers == [first.id.rawValue])
      let joined = try first.client.object()
      #expect(joined.string("type") == "peer-joined")
      #expect(joined.string("clientId") == second.id.rawValue)
      let third = try hub.connect()
      #expect(third.peers == [first.id.rawValue, second.id.rawValue])
      #expect(try second.client.object().string("clientId") == third.id.rawValue)
    }
  }

  @Test func aMessageGoesToItsAddresseeAloneStampedWithItsSender() async throws {
    try await TestHub.with { hub in
      let members = try hub.connect(count: 3)
      members[0].send(
        #"{"type":"offer","from":"forged","to":"\#(members[1].id)","sdp":"v=0 ü","n":1.50}"#)
      let expected =
        #"{"from":"\#(members[0].id)","type":"offer","to":"\#(members[1].id)","#
        + #""sdp":"v=0 ü","n":1.50}"#
      #expect(try members[1].client.next()?.text == expected)
      #expect(members[2].client.isQuiet(milliseconds: 50))
      #expect(members[0].client.isQuiet(milliseconds: 0))
    }
  }

  @Test func aBroadcastReaches100PeersAndNotItsSender() async throws {
    try await TestHub.with(capacity: 200) { hub in
      let members = try hub.connect(count: 101)
      for number in 0..<20 { members[0].send(#"{"type":"hello","n":\#(number)}"#) }
      for member in members.dropFirst() {
        for number in 0..<20 {
          #expect(
            try member.client.next()
              == .text(#"{"from":"\#(members[0].id)","type":"hello","n":\#(number)}"#))
        }
      }
      #expect(members[0].client.isQuiet(milliseconds: 20))
      #expect(eventually { hub.relay.traffic.deliveries == 2_000 })
      #expect(hub.relay.traffic.relayed[.other] == 20)
    }
  }

  @Test func roomsDoNotHearEachOther() async throws {
    try await TestHub.with { hub in
      let here = try hub.connect("here")
      let there = try hub.connect("there")
      here.send(#"{"type":"offer","to":"\#(there.id)","ref":7}"#)
      let error = try here.client.object()
      #expect(error.string("code") == "peer-not-found")
      #expect(error["ref"] as? Int == 7)
      here.send(#"{"type":"hello"}"#)
      #expect(there.client.isQuiet(milliseconds: 50))
    }
  }

  @Test func bytesThatCameBehindTheHandshakeAreRelayed() async throws {
    try await TestHub.with { hub in
      let first = try hub.connect()
      let message = text(#"{"type":"hello"}"#)
      for cut in 0...message.count {
        let newcomer = try hub.connect(received: Array(message[..<cut]))
        newcomer.client.send(Array(message[cut...]))
        #expect(try first.client.object().string("type") == "peer-joined")
        let expected = #"{"from":"\#(newcomer.id)","type":"hello"}"#
        #expect(try first.client.next() == .text(expected), "cut at \(cut)")
        newcomer.client.finishSending()
        #expect(try newcomer.client.next() == nil)
        #expect(try first.client.object().string("type") == "peer-left")
      }
    }
  }

  @Test func eachWrongMessageIsAnsweredAndNoneEndsTheConnection() async throws {
    try await TestHub.with { hub in
      let member = try hub.connect()
      for (message, code) in [
        ("nonsense", "bad-message"), ("[]", "bad-message"), ("{}", "missing-type"),
        (#"{"type":"welcome"}"#, "reserved-type"), (#"{"type":"offer","to":1}"#, "bad-target"),
        (#"{"type":"offer","to":"nobody"}"#, "peer-not-found"),
      ] {
        member.send(message)
        let error = try member.client.object()
        #expect(error.string("type") == "error")
        #expect(error.string("code") == code)
      }
      member.send(#"{"type":"ping","ref":"r"}"#)
      #expect(try member.client.next() == .text(#"{"type":"pong","ref":"r"}"#))
    }
  }

  // MARK: - Ends

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
          observer.client.send(SignalRelayTests.pong)
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
        members[0].id, from: members[0].room, token: members[0].token)
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
      _ = try hub.hub.leave(ticket.clientID, from: ticket.room.id, token: ticket.token)
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

  // MARK: - Loops

  @Test func roomsAreSpreadOverLoopsAndEachWorks() async throws {
    try await TestHub.with({ $0.loops = 4 }) { hub in
      let rooms = try (0..<32).map { try hub.connect(count: 2, "room-\($0)") }
      for (number, members) in rooms.enumerated() { members[0].send(#"{"type":"t\#(number)"}"#) }
      for (number, members) in rooms.enumerated() {
        #expect(
          try members[1].client.next()
            == .text(#"{"from":"\#(members[0].id)","type":"t\#(number)"}"#))
      }
      #expect(eventually { hub.relay.traffic.deliveries == 32 })
      #expect(hub.relay.traffic.connections == 64)
      #expect(hub.relay.traffic.connectionsTotal == 64)
    }
  }

  // MARK: - The end of the relay

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

  // MARK: - Descriptors

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
