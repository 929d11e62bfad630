import Signaling
import Testing
import WebSocketCore

@testable import SignalRelay

@Suite(.serialized) struct RelayDialectsTests {
  @Test(arguments: [1, 2])
  func anOfferReachesEveryProtocolInItsOwnWords(_ loops: Int) async throws {
    try await TestHub.with({ $0.loops = loops }) { hub in
      let sender = try hub.serverpod("sender", onLoop: 0)
      let native = try hub.member(.native, "native")
      let node = try hub.member(.nodeWS, "node")
      let serverpod = try hub.serverpod("serverpod", onLoop: loops - 1)
      let socket = try hub.guest(.socketIO, onLoop: loops - 1)
      _ = try socket.line()
      socket.say("40")
      _ = try socket.line()
      socket.say(TestPoller.join(as: "socket"))
      #expect(try socket.line().hasPrefix(#"42["join_room_success""#))
      sender.say(#"{"type":"webrtc_offer","payload":"{\"sdp\":\"v=0\",\"type\":\"offer\"}"}"#)
      #expect(try next(native, "from") == #"{"from":"sender","type":"offer","sdp":"v=0"}"#)
      #expect(
        try next(node, "fromUserId") == #"{"type":"offer","fromUserId":"sender","sdp":"v=0"}"#)
      #expect(try next(serverpod, "senderSessionId").contains(#""type":"webrtc_offer""#))
      #expect(
        try next(socket, #"42["signal""#)
          == #"42["signal",{"from":"sender","type":"offer","sdp":"v=0"}]"#)
      #expect(hub.relay.traffic.relayed[.offer] == 1)
      #expect(hub.relay.traffic.deliveries == 4)
    }
  }

  /// The next text in which `words` stand; what comes before is of no interest here.
  private func next(_ client: TestClient, _ words: String) throws -> String {
    while true {
      let line = try client.line()
      if line.contains(words) { return line }
    }
  }

  @Test func whatOneClientDoesIsHeardInOrderOnEveryLoop() async throws {
    try await TestHub.with({ $0.loops = 2 }) { hub in
      let observers = [
        try hub.serverpod("o0", onLoop: 0), try hub.serverpod("o1", onLoop: 1),
      ]
      _ = try observers[0].line()
      for loop in 0..<2 {
        let sender = try hub.guest(onLoop: loop)
        for round in 0..<20 {
          sender.join(as: "ada")
          for number in 0..<20 { sender.say(#"{"type":"t\#(round)-\#(number)"}"#) }
          sender.say(#"{"type":"leave_room"}"#)
        }
        for observer in observers {
          for round in 0..<20 {
            #expect(try observer.object().string("type") == "peer_joined")
            for number in 0..<20 {
              #expect(try observer.object().string("type") == "t\(round)-\(number)")
            }
            #expect(try observer.object().string("type") == "peer_left")
          }
        }
      }
    }
  }

  @Test func listsOfMembersNeverGoBack() async throws {
    try await TestHub.with({ $0.loops = 2 }) { hub in
      let observers = try (0..<4).map { try hub.serverpod("o\($0)", onLoop: $0 % 2) }
      // Those who come now come all at once, to both loops.
      let guests = try (0..<40).map { try hub.guest(onLoop: $0 % 2) }
      for (number, guest) in guests.enumerated() { guest.join(as: "g\(number)") }
      for (number, observer) in observers.enumerated() {
        var known: Set<String> = []
        var joined: Set<String> = []
        for _ in 0..<(40 + 3 - number) {
          let object = try observer.object()
          joined.insert(object.string("peerId") ?? "")
          let list = Set(object["peers"] as? [String] ?? [])
          #expect(list.isSuperset(of: known), "a list that is older came later")
          #expect(list.isSuperset(of: joined.filter { $0.hasPrefix("g") }))
          known = list
        }
        #expect(known.count == 43)
        #expect(!known.contains("o\(number)"), "nobody is its own peer")
        #expect(joined.count == 43 - number)
      }
    }
  }

  @Test func whoChangesRoomsHearsNothingMoreOfTheOld() async throws {
    try await TestHub.with({ $0.loops = 2 }) { hub in
      let mover = try hub.serverpod("mover", in: "even", onLoop: 0)
      let guests = try (0..<40).map { _ in try hub.guest(onLoop: 1) }
      for (number, guest) in guests.enumerated() {
        guest.join(number % 2 == 0 ? "even" : "odd", as: "g\(number)")
        mover.say(#"{"type":"leave_room"}"#)
        mover.join(number % 2 == 0 ? "odd" : "even", as: "mover")
      }
      var lists = 0
      var remainder = 0
      while lists < guests.count {
        let object = try mover.object()
        if let room = object.string("roomId") {
          lists += 1
          remainder = room == "even" ? 0 : 1
        } else {
          let number = try #require(object.string("peerId").flatMap { Int($0.dropFirst()) })
          #expect(number % 2 == remainder, "of a room that it has left")
        }
      }
      mover.say(#"{"type":"leave_room"}"#)
      for guest in guests { guest.finishSending() }
      mover.finishSending()
      #expect(hub.isEmptyAtLast)
    }
  }
}
