import Signaling
import Testing
import WebSocketCore

@testable import SignalRelay

@Suite(.serialized) struct RelayGuestsTests {
  @Test(arguments: [1, 2])
  func aGuestIsInTheRoomThatItNames(_ loops: Int) async throws {
    try await TestHub.with({ $0.loops = loops }) { hub in
      let ada = try hub.serverpod("ada", onLoop: 0)
      let bob = try hub.guest(onLoop: loops - 1)
      bob.join(as: "bob")
      #expect(
        try bob.line()
          == #"{"type":"peers_list","peers":["ada"],"roomId":"room","sessionId":"bob"}"#)
      #expect(
        try ada.line() == #"{"type":"peer_joined","peerId":"bob","peers":["bob"]}"#)
      #expect(hub.hub.clients(in: RoomID("room")!).map(\.rawValue) == ["ada", "bob"])
      #expect(hub.census.guests == 2)
      bob.send(closeFrame(.normalClosure))
      #expect(try ada.line() == #"{"type":"peer_left","peerId":"bob"}"#)
      ada.send(closeFrame(.normalClosure))
      #expect(hub.isEmptyAtLast)
    }
  }

  @Test func whoNamesNoRoomInTimeIsClosed() async throws {
    try await TestHub.with({ $0.joinWithin = .milliseconds(100) }) { hub in
      let silent = try hub.guest()
      let chatty = try hub.guest()
      chatty.say(#"{"type":"webrtc_offer","payload":"{}"}"#)
      #expect(try chatty.object().string("code") == "not-in-room")
      for client in [silent, chatty] {
        #expect(try client.next() == .close(1008, "no room was joined in time"))
        client.send(closeFrame(.policyViolation))
        #expect(try client.next() == nil)
      }
      #expect(hub.isEmptyAtLast)
    }
  }

  @Test func whoHasNamedARoomMayTakeItsTime() async throws {
    try await TestHub.with({ $0.joinWithin = .milliseconds(100) }) { hub in
      let ada = try hub.serverpod("ada")
      #expect(ada.isQuiet(milliseconds: 250))
    }
  }

  @Test func whoLeavesItsRoomMayNameAnother() async throws {
    try await TestHub.with { hub in
      let observer = try hub.serverpod("observer")
      let ada = try hub.serverpod("ada")
      _ = try observer.line()
      for round in 1...3 {
        ada.say(#"{"type":"leave_room"}"#)
        #expect(try observer.line() == #"{"type":"peer_left","peerId":"ada"}"#)
        #expect(hub.hub.admission.clients == 2, "it counts while it is nowhere")
        ada.join("other-\(round)", as: "ada")
        #expect(try ada.object().string("roomId") == "other-\(round)")
        #expect(hub.hub.admission.clients == 2)
        #expect(hub.hub.roomCount == 2)
        ada.say(#"{"type":"leave_room"}"#)
        ada.join(as: "ada")
        #expect(try ada.object()["peers"] as? [String] == ["observer"])
        #expect(try observer.object().string("type") == "peer_joined")
        #expect(hub.hub.admission.clients == 2)
      }
      ada.finishSending()
      #expect(try observer.line() == #"{"type":"peer_left","peerId":"ada"}"#)
      #expect(hub.hub.admission.clients == 1)
      observer.finishSending()
      #expect(hub.isEmptyAtLast)
    }
  }

  @Test func whoLeavesItsRoomAndNamesNoOtherInTimeIsClosed() async throws {
    try await TestHub.with({ $0.joinWithin = .milliseconds(150) }) { hub in
      let ada = try hub.serverpod("ada")
      ada.say(#"{"type":"leave_room"}"#)
      #expect(try ada.next() == .close(1008, "no room was joined in time"))
      ada.send(closeFrame(.policyViolation))
      #expect(hub.isEmptyAtLast)
    }
  }

  @Test func aSecondJoinIsRefusedAndTheFirstStands() async throws {
    try await TestHub.with { hub in
      let ada = try hub.serverpod("ada")
      ada.join("other", as: "ada")
      #expect(try ada.object().string("code") == "already-in-room")
      #expect(hub.hub.snapshots().map(\.id.rawValue) == ["room"])
    }
  }

  @Test func theLastPlaceOfTheHubIsEnoughForAGuest() async throws {
    try await TestHub.with(clients: 1) { hub in
      let ada = try hub.serverpod("ada")
      #expect(hub.hub.admission.clients == 1)
      #expect(throws: Refusal.tooManyClients(limit: 1)) { try hub.guest() }
      ada.say(#"{"type":"leave_room"}"#)
      ada.join("other", as: "ada")
      #expect(try ada.object().string("roomId") == "other")
      ada.finishSending()
      #expect(hub.isEmptyAtLast)
    }
  }

  @Test func aGuestThatIsNotLetInStaysAGuest() async throws {
    try await TestHub.with(capacity: 1) { hub in
      let ada = try hub.serverpod("ada")
      let bob = try hub.guest()
      for (room, code) in [("room", "room-full"), ("chat/a", "unauthenticated")] {
        bob.join(room, as: "bob")
        #expect(try bob.object().string("code") == code)
        #expect(hub.hub.admission.clients == 2)
      }
      bob.join("other", as: "bob")
      #expect(try bob.object().string("type") == "peers_list")
      #expect(hub.hub.admission.clients == 2)
      for client in [ada, bob] { client.finishSending() }
      #expect(hub.isEmptyAtLast)
    }
  }

  @Test func aGuestThatIsTakenOutIsClosedAndCountsForNothing() async throws {
    try await TestHub.with({ $0.loops = 2 }) { hub in
      for loop in 0..<2 {
        let ada = try hub.serverpod("ada", onLoop: loop)
        let bob = try hub.serverpod("bob", onLoop: 0)
        _ = try ada.line()
        let departure = try #require(
          hub.hub.evict(ClientID("ada")!, from: RoomID("room")!, at: Clock.monotonic))
        hub.relay.announce(departure)
        #expect(try ada.next() == .close(4403, "removed"))
        ada.send(closeFrame(.normalClosure))
        #expect(try bob.line() == #"{"type":"peer_left","peerId":"ada"}"#)
        bob.finishSending()
        #expect(hub.isEmptyAtLast)
      }
    }
  }

  @Test func aGuestWhoseTokenEndsIsClosed() async throws {
    try await TestHub.with { hub in
      let soon = Clock.now.unixMilliseconds + 300
      let ada = try hub.serverpod("ada", in: "chat/a", identity: .make("a", expiresAt: soon))
      let member = try hub.member(
        .native, in: RoomID("chat/b")!, identity: .make("a", expiresAt: soon))
      _ = try member.object()
      for client in [ada, member] {
        #expect(try client.next() == .close(4401, "token expired"))
        #expect(Clock.now.unixMilliseconds >= soon)
        client.send(closeFrame(.normalClosure))
      }
      #expect(hub.isEmptyAtLast)
    }
  }

  @Test func aTokenOfCenturiesEndsNothing() async throws {
    try await TestHub.with { hub in
      let ada = try hub.serverpod("ada", in: "chat/a", identity: .make("a", expiresAt: .max))
      #expect(ada.isQuiet(milliseconds: 100))
    }
  }
}
