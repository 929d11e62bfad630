import Signaling
import Testing
import WebSocketCore

@testable import SignalRelay

@Suite(.serialized) struct SignalRelayTests {
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
}
