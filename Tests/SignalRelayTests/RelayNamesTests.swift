import Signaling
import Synchronization
import Testing
import WebSocketCore

@testable import SignalRelay

@Suite(.serialized) struct RelayNamesTests {
  @Test(arguments: [(0, 0), (0, 1), (1, 0)])
  func aHolderThatAnswersKeepsItsName(_ loops: (holder: Int, asker: Int)) async throws {
    try await TestHub.with({ $0.loops = 2 }) { hub in
      let holder = try hub.serverpod("ada", onLoop: loops.holder)
      let asker = try hub.guest(onLoop: loops.asker)
      asker.join(as: "ada")
      try holder.answerPing()
      #expect(try asker.object().string("code") == "name-taken")
      #expect(holder.isQuiet(milliseconds: 20))
      #expect(hub.census.probes == 0)
      // It may ask again, and for another name.
      asker.join(as: "ada")
      try holder.answerPing()
      #expect(try asker.object().string("code") == "name-taken")
      asker.join(as: "bob")
      #expect(try asker.object()["peers"] as? [String] == ["ada"])
      #expect(hub.hub.admission.clients == 2)
      for client in [holder, asker] { client.finishSending() }
      #expect(hub.isEmptyAtLast)
    }
  }

  @Test(arguments: [(0, 0), (0, 1), (1, 0)], [0, 1])
  func aSilentHolderLosesItsNameAndItsPeersAreToldFirst(
    _ loops: (holder: Int, asker: Int), observer: Int
  ) async throws {
    let configure = { (configuration: inout SignalRelay.Configuration) in
      configuration.loops = 2
      configuration.probeWithin = .milliseconds(100)
    }
    try await TestHub.with(configure) { hub in
      let observer = try hub.serverpod("observer", onLoop: observer)
      let holder = try hub.serverpod("ada", onLoop: loops.holder)
      _ = try observer.line()
      let asker = try hub.guest(onLoop: loops.asker)
      asker.join(as: "ada")
      #expect(
        try asker.line()
          == #"{"type":"peers_list","peers":["observer"],"roomId":"room","sessionId":"ada"}"#)
      #expect(try observer.line() == #"{"type":"peer_left","peerId":"ada"}"#)
      #expect(try observer.line() == #"{"type":"peer_joined","peerId":"ada","peers":["ada"]}"#)
      #expect(try holder.next() == .ping)
      #expect(try holder.next() == .close(4409, "replaced"))
      holder.send(closeFrame(.normalClosure))
      #expect(try holder.next() == nil)
      #expect(observer.isQuiet(milliseconds: 20), "its late close takes nobody out")
      #expect(hub.hub.admission.clients == 2)
      for client in [observer, asker] { client.finishSending() }
      #expect(hub.isEmptyAtLast)
    }
  }

  @Test func whoIsAskedForByTwoIsAskedOnceAndBothAreAnswered() async throws {
    let configure = { (configuration: inout SignalRelay.Configuration) in
      configuration.loops = 2
      configuration.probeWithin = .milliseconds(200)
    }
    try await TestHub.with(configure) { hub in
      let holder = try hub.serverpod("ada", onLoop: 0)
      let askers = try (0..<2).map { try hub.guest(onLoop: $0) }
      for asker in askers { asker.join(as: "ada") }
      let answers = try askers.map { try $0.object() }
      #expect(answers.map { $0.string("type") ?? "" }.sorted() == ["error", "peers_list"])
      #expect(answers.compactMap { $0.string("code") } == ["name-taken"])
      #expect(try holder.next() == .ping)
      #expect(try holder.next() == .close(4409, "replaced"), "one ping is enough")
      holder.send(closeFrame(.normalClosure))
      for asker in askers { asker.finishSending() }
      #expect(hub.isEmptyAtLast)
    }
  }

  @Test func whileAJoinWaitsAnotherIsRefused() async throws {
    try await TestHub.with { hub in
      let holder = try hub.serverpod("ada")
      let asker = try hub.guest()
      asker.join(as: "ada")
      asker.join("elsewhere", as: "bob")
      #expect(try asker.object().string("code") == "already-in-room")
      try holder.answerPing()
      #expect(try asker.object().string("code") == "name-taken")
      asker.join("elsewhere", as: "bob")
      #expect(try asker.object().string("roomId") == "elsewhere")
    }
  }

  @Test func anAskerThatHasGoneLeavesNothingBehind() async throws {
    let configure = { (configuration: inout SignalRelay.Configuration) in
      configuration.loops = 2
      configuration.probeWithin = .milliseconds(150)
    }
    try await TestHub.with(configure) { hub in
      let holder = try hub.serverpod("ada", onLoop: 0)
      let asker = try hub.guest(onLoop: 1)
      asker.join(as: "ada")
      #expect(try holder.next() == .ping)
      asker.finishSending()
      #expect(try asker.next() == nil)
      #expect(try holder.next() == .close(4409, "replaced"))
      holder.send(closeFrame(.normalClosure))
      #expect(hub.isEmptyAtLast)
    }
  }

  @Test func aHolderThatGoesAnswersAtOnceThoughItsSocketStays() async throws {
    try await TestHub.with { hub in
      let holder = try hub.serverpod("ada")
      let asker = try hub.guest()
      asker.join(as: "ada")
      #expect(try holder.next() == .ping)
      let departure = try #require(
        hub.hub.evict(ClientID("ada")!, from: RoomID("room")!, at: Clock.monotonic))
      hub.relay.announce(departure)
      #expect(try asker.object().string("type") == "peers_list")
      #expect(hub.census.probes == 0)
      #expect(hub.hub.admission.connections == 2, "the holder has not answered the close")
    }
  }

  @Test func aHolderWhoseSocketEndsAnswersAtOnce() async throws {
    try await TestHub.with { hub in
      let holder = try hub.serverpod("ada")
      let asker = try hub.guest()
      asker.join(as: "ada")
      #expect(try holder.next() == .ping)
      holder.finishSending()
      #expect(try asker.object().string("type") == "peers_list")
      asker.finishSending()
      #expect(hub.isEmptyAtLast)
    }
  }

  @Test func otherThreadsMayAskToo() async throws {
    try await TestHub.with({ $0.probeWithin = .milliseconds(100) }) { hub in
      let holder = try hub.serverpod("ada")
      let room = try #require(RoomID("room"))
      var generator = SplitMix64(state: 1)
      var held: ConnectionID?
      do throws(Refusal) {
        _ = try hub.hub.join(
          room, Newcomer(clientID: ClientID("ada"), address: AddressKey(high: 0, low: 1)),
          at: Clock.now, using: &generator)
      } catch {
        if case .nameHeld(let connection) = error { held = connection }
      }
      let connection = try #require(held)
      let answers = Answers()
      hub.relay.probe(connection) { answers.note($0) }
      try holder.answerPing()
      #expect(eventually { answers.all == [true] })
      hub.relay.probe(connection) { answers.note($0) }
      #expect(eventually { answers.all == [true, false] })
      #expect(hub.hub.roomCount == 0, "the name is free before the answer")
      hub.relay.probe(connection) { answers.note($0) }
      hub.relay.probe(ConnectionID(rawValue: .max)) { answers.note($0) }
      #expect(eventually { answers.all == [true, false, false, false] })
    }
  }

  @Test(arguments: [(0, 0), (0, 1), (1, 0)])
  func theNewsOfAReplacedClientComesBeforeItsSuccessor(
    _ loops: (holder: Int, asker: Int)
  ) async throws {
    try await TestHub.with({ $0.loops = 2 }) { hub in
      let observers = try (0..<2).map { loop in
        let observer = try hub.serverpod("observer-\(loop)", onLoop: loop)
        return observer
      }
      _ = try observers[0].line()
      let identity = Identity.make("a")
      var holder = try hub.serverpod("ada", onLoop: loops.holder, identity: identity)
      for observer in observers { _ = try observer.line() }
      for round in 0..<50 {
        let loop = round % 2 == 0 ? loops.asker : loops.holder
        let next = try hub.serverpod("ada", onLoop: loop, identity: identity)
        for observer in observers {
          #expect(try observer.object().string("type") == "peer_left")
          #expect(try observer.object().string("type") == "peer_joined")
        }
        #expect(try holder.next() == .close(4409, "replaced"))
        holder.send(closeFrame(.normalClosure))
        holder = next
      }
      for client in observers + [holder] { client.finishSending() }
      #expect(hub.isEmptyAtLast)
    }
  }

  @Test func aHandshakeThatTakesANameFromAnotherLoopTellsItsPeersInOrder() async throws {
    try await TestHub.with({ $0.loops = 2 }) { hub in
      let identity = Identity.make("a")
      let observer = try hub.member(.native)
      _ = try observer.object()
      for round in 0..<50 {
        // A holder on either loop; the handshake goes to the room's.
        let holder = try hub.serverpod("ada", onLoop: round % 2, identity: identity)
        #expect(try observer.object().string("type") == "peer-joined")
        let next = try hub.member(.nodeWS, "ada", identity: identity)
        #expect(try observer.object().string("type") == "peer-left")
        #expect(try observer.object().string("type") == "peer-joined")
        #expect(try holder.next() == .close(4409, "replaced"))
        holder.send(closeFrame(.normalClosure))
        next.finishSending()
        #expect(try observer.object().string("reason") == "closed")
      }
    }
  }
}

private final class Answers: Sendable {
  private let state = Mutex<[Bool]>([])

  var all: [Bool] { state.withLock { $0 } }

  func note(_ answer: Bool) { state.withLock { $0.append(answer) } }
}
