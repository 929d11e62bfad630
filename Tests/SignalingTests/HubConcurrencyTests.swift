import Synchronization
import Testing

@testable import Signaling

/// What the threads of a test count together.
private final class Tally: Sendable {
  let wins = Atomic(0)
  let losses = Atomic(0)
  let faults = Atomic(0)
}

/// One thread's clients, in rooms that all threads share.
private struct Worker {
  let hub: Hub
  let index: Int
  let tally: Tally
  var generator: SeededGenerator
  var seats: [Seat] = []
  var tickets: [Ticket] = []
  var arrivals: [Arrival] = []
  var connections = 0

  init(_ hub: Hub, _ index: Int, _ tally: Tally) {
    self.hub = hub
    self.index = index
    self.tally = tally
    generator = SeededGenerator(seed: UInt64(index))
  }

  mutating func step(at seconds: Double) {
    let now = MonotonicTime.make(seconds: seconds)
    let moment = Moment(monotonic: now, unixMilliseconds: 0)
    let room = RoomID.make("room \(Int.random(in: 0..<3, using: &generator))")
    switch Int.random(in: 0..<12, using: &generator) {
    case 0, 1:
      if let seat = try? hub.join(
        room, Newcomer(address: .make(index)), at: moment, using: &generator
      ).seat {
        seats.append(seat)
      }
    case 2, 3:
      if let ticket = try? hub.enter(
        room, Newcomer(address: .make(index)), at: moment, using: &generator
      ).ticket {
        tickets.append(ticket)
      }
    case 4, 5:
      guard let seat = seats.popLast() else { return }
      if let ticket = try? hub.claim(
        seat.clientID, in: seat.roomID, token: seat.token, from: .make(index), at: now
      ).ticket {
        tickets.append(ticket)
      } else {
        seats.append(seat)
      }
    case 6, 7:
      guard let ticket = tickets.popLast() else { return }
      connections += 1
      // Nobody else knows this ticket's token, so nobody can have taken its client out.
      guard let arrival = hub.attach(ticket, to: .make(index * 1_000_000 + connections)) else {
        return fault()
      }
      arrivals.append(arrival)
    case 8:
      guard let arrival = arrivals.last else { return }
      let sent = arrival.membership.route(to: arrivals.randomElement()?.membership.clientID)
      if sent.routing == .senderGone { fault() }
      arrival.membership.report(
        ICEReport(.connected), about: arrivals[0].membership.clientID, at: now)
      var passage = Passage(.offer, bytes: 3, at: now)
      var receivers: [Receiver] = []
      _ = arrival.membership.route(to: .everybody, into: &receivers, recording: &passage)
      if receivers.count != passage.numbers.count { fault() }
      arrival.membership.keep([1, 2, 3], of: passage)
      let broadcast = arrival.membership.route()
      if broadcast.routing != .several
        || broadcast.recipients.contains(arrival.membership.connection)
      {
        fault()
      }
    case 9:
      guard let arrival = arrivals.popLast() else { return }
      if hub.detach(arrival.membership, reason: .closed) == nil { fault() }
      if hub.detach(arrival.membership, reason: .closed) != nil { fault() }
    case 10:
      if let ticket = tickets.popLast() { hub.abandon(ticket, at: now) }
    default:
      _ = hub.expireSeats(at: now)
      hub.expireTraces(at: now)
      for room in hub.rooms() where Set(room.clients).count != room.clients.count { fault() }
      let trace = hub.trace(of: room, at: moment)
      for pair in trace?.pairs ?? [] {
        let keys = trace?.clients.map(\.key) ?? []
        if !keys.contains(pair.first) || !keys.contains(pair.second) { fault() }
      }
      hub.keepBodies(of: room, until: now + .seconds(1))
    }
  }

  mutating func goHome() {
    for arrival in arrivals {
      do throws(Refusal) {
        let departure = try hub.leave(
          arrival.membership.clientID, from: arrival.membership.room.id, token: arrival.token)
        if departure.connection != arrival.membership.connection { fault() }
      } catch {
        fault()
      }
    }
    for ticket in tickets { hub.abandon(ticket, at: .distantFuture) }
  }

  func fault() { tally.faults.add(1, ordering: .relaxed) }
}

@Suite struct HubConcurrencyTests {
  @Test func ofManyThreadsThatClaimOneSeatOneWins() throws {
    let stage = Stage.make()
    for _ in 0..<200 {
      let seat = try stage.join()
      let (hub, now) = (stage.hub, stage.now)
      let tally = Tally()
      inThreads(8) { _ in
        do throws(Refusal) {
          _ = try hub.claim(
            seat.clientID, in: seat.roomID, token: seat.token, from: .make(), at: now)
          tally.wins.add(1, ordering: .relaxed)
        } catch {
          if error == .alreadyBound { tally.losses.add(1, ordering: .relaxed) }
        }
      }
      #expect(tally.wins.load(ordering: .relaxed) == 1)
      #expect(tally.losses.load(ordering: .relaxed) == 7)
      _ = try hub.leave(seat.clientID, from: seat.roomID, token: seat.token)
    }
    #expect(stage.hub.admission.clients == 0)
  }

  @Test func ofManyThreadsThatAttachOneTicketOneWins() throws {
    let stage = Stage.make()
    for _ in 0..<200 {
      let ticket = try stage.enter()
      let hub = stage.hub
      let tally = Tally()
      inThreads(4) { index in
        if hub.attach(ticket, to: .make(index)) != nil { tally.wins.add(1, ordering: .relaxed) }
      }
      #expect(tally.wins.load(ordering: .relaxed) == 1)
      _ = try hub.leave(ticket.clientID, from: .make(), token: ticket.token)
    }
  }

  @Test func aRoomThatIsEmptiedWhileAnotherJoinsLosesNobody() throws {
    let hub = Hub.make()
    let tally = Tally()
    inThreads(4) { index in
      let worker = Stage(hub: hub)
      worker.generator = SeededGenerator(seed: UInt64(index))
      for _ in 0..<2000 {
        // The room dies and is born again all the time; whoever is told he is in must be in.
        guard let seat = try? worker.join(),
          (try? hub.leave(seat.clientID, from: .make(), token: seat.token)) != nil
        else {
          tally.faults.add(1, ordering: .relaxed)
          continue
        }
      }
    }
    #expect(tally.faults.load(ordering: .relaxed) == 0)
    #expect(hub.roomCount == 0)
    #expect(hub.admission.clients == 0)
  }

  @Test func threadsThatComeAndGoAtRandomLoseNoCount() {
    let hub = Hub.make(roomCapacity: 10, seatSeconds: 1, tracedPairs: 200)
    let tally = Tally()
    inThreads(8) { index in
      var worker = Worker(hub, index, tally)
      for step in 0..<800 { worker.step(at: Double(step) / 130) }
      worker.goHome()
    }
    _ = hub.expireSeats(at: .distantFuture)
    #expect(tally.faults.load(ordering: .relaxed) == 0)
    #expect(hub.rooms().isEmpty)
    #expect(hub.roomCount == 0)
    #expect(hub.admission.clients == 0)
    hub.checkTraceAccounts()
    hub.expireTraces(at: .distantFuture)
    #expect(hub.tracedPairs == 0 && hub.traceBudget?.departed == 0)
  }
}
