import Dialects
import Signaling

/// Clients that name their room in a message, and the names that they ask for.
extension Relay {
  /// Knows a client from now on whose protocol names the room in a message.
  mutating func register(
    _ guest: Guest, as id: ConnectionID, _ connections: inout Connections<Speaker>
  ) {
    guests[id] = GuestState(guest, services.roomChanges, at: connections.now)
    if let expiresAt = guest.identity?.expiresAt { wakeAtExpiry(expiresAt, id, &connections) }
  }

  /// Gives a guest its time to name a room.
  mutating func expectJoin(of id: ConnectionID, _ connections: inout Connections<Speaker>) {
    let deadline = connections.now + services.joinWithin
    guests[id]?.joinBy = deadline
    connections.wake(id, at: deadline)
  }

  /// What to tell a client that comes and goes too often: everybody in the rooms is told each time,
  /// some with whole lists. Nil when it may name a room now.
  mutating func mayChangeRoom(
    _ id: ConnectionID, _ connections: borrowing Connections<Speaker>
  ) -> Complaint? {
    guard let rate = services.roomChanges,
      guests[id]?.roomChanges.take(rate, at: connections.now) == false
    else { return nil }
    return Complaint(.rateLimited, "too many joins: wait a second")
  }

  /// Lets a guest into the room that it asks for. If a connection holds the name, that one is probed
  /// first, once.
  mutating func enter(
    _ request: JoinRequest, as id: ConnectionID, afterProbe: Bool = false,
    _ connections: inout Connections<Speaker>
  ) {
    // A room that is entered when the end is decided already would never be left.
    guard let state = guests[id], connections.isOpen(id) else { return }
    guard state.wish == nil else {
      return refuseEntry(
        Complaint(.alreadyInRoom, "another join is under way"), request, id, &connections)
    }
    let newcomer = Newcomer(
      dialect: state.guest.dialect, clientID: request.clientID, profile: request.profile,
      identity: state.identity, token: request.token, address: state.guest.address)
    // The place it takes in the room is the one it has under the limits: it is not counted twice.
    if state.isCounted { hub.admission.release(state.guest.address) }
    guests[id]?.isCounted = false
    var generator = SystemEntropy()
    do throws(Refusal) {
      let admittance = try hub.enter(
        request.roomID, newcomer, at: Clock.now, using: &generator)
      if let replaced = admittance.replaced { dismiss(replaced, &connections) }
      guard let arrival = hub.attach(admittance.ticket, to: id, at: connections.now) else {
        // Somebody has taken it out between these two lines.
        stayOutside(state, id)
        return refuseEntry(
          Complaint(.unavailable, "an administrator has emptied the room; try again"), request, id,
          &connections)
      }
      guests[id]?.joinBy = nil
      connections.setMember(
        id, Speaker(dialect: state.guest.dialect, membership: arrival.membership))
      welcome(arrival, as: id, &connections)
      acknowledgeEntry(arrival, id, &connections)
    } catch .nameHeld(let holder) where !afterProbe {
      stayOutside(state, id)
      guests[id]?.wish = (request, state.acknowledgement)
      askForLife(of: holder, for: id, &connections)
    } catch {
      stayOutside(state, id)
      refuseEntry(
        error.complaint(for: request, capacity: hub.configuration.roomCapacity), request, id,
        &connections)
    }
  }

  /// Counts a guest as before that was not let into a room.
  private mutating func stayOutside(_ state: GuestState, _ id: ConnectionID) {
    guard state.isCounted else { return }
    hub.admission.hold(state.guest.address)
    guests[id]?.isCounted = true
  }

  private mutating func refuseEntry(
    _ complaint: Complaint, _ request: JoinRequest, _ id: ConnectionID,
    _ connections: inout Connections<Speaker>
  ) {
    guard let guest = guests[id]?.guest else { return }
    let text = guest.dialect.wire.error(complaint, reference: nil)
    say(text, to: id, &connections)
    acknowledge(text, id, &connections)
  }

  /// Takes a guest out of its room. Its connection stays, and may name another room.
  mutating func leave(
    _ membership: Membership, _ id: ConnectionID, _ connections: inout Connections<Speaker>
  ) {
    guard let state = guests[id] else {
      // The room was in its URL: without it the connection has no purpose.
      return connections.end(id, .left)
    }
    guard let departure = hub.detach(membership, reason: .left, at: connections.now) else {
      return
    }
    connections.setMember(id, Speaker(dialect: state.guest.dialect))
    hub.admission.hold(state.guest.address)
    guests[id]?.isCounted = true
    if state.session == nil { expectJoin(of: id, &connections) }
    report(departure, &connections)
  }

  // MARK: - Names that are held

  /// Asks the holder of a name for a sign of life, on behalf of a guest here.
  private mutating func askForLife(
    of holder: ConnectionID, for id: ConnectionID, _ connections: inout Connections<Speaker>
  ) {
    let directory = services.directory
    let answer: @Sendable (Bool) -> Void = { isAlive in
      directory.post(.notice(.probed(id, isAlive: isAlive)), to: id.loop)
    }
    if holder.loop == connections.loop {
      probe(holder, answer, &connections)
    } else {
      let isThere = directory.tell(
        .probe(holder, answer: answer), to: holder.loop, &connections)
      if !isThere { answer(false) }
    }
  }

  mutating func probe(
    _ id: ConnectionID, _ answer: @escaping @Sendable (Bool) -> Void,
    _ connections: inout Connections<Speaker>
  ) {
    guard connections.member(id) != nil else { return answer(false) }
    let deadline = connections.now + services.probeWithin
    probes[id, default: Probe(deadline: deadline, askers: [])].askers.append(answer)
    if probes[id]?.askers.count == 1 {
      connections.listen(id)
      if connections.isPolling(id) { pingSession(id, &connections) }
    }
    connections.wake(id, at: deadline)
  }

  /// There is somebody: the name stays with its holder.
  mutating func heard(_ id: ConnectionID, _ connections: inout Connections<Speaker>) {
    probes.removeValue(forKey: id)?.answer(true)
  }

  /// Nobody has answered: the connection is a ghost, and loses its name before the asker is told.
  private mutating func giveUp(
    _ probe: Probe, _ id: ConnectionID, _ speaker: Speaker,
    _ connections: inout Connections<Speaker>
  ) {
    probes[id] = nil
    if let membership = speaker.membership,
      let departure = hub.detach(membership, reason: .replaced, at: connections.now)
    {
      report(departure, &connections)
    }
    connections.end(id, .replaced)
    probe.answer(false)
  }

  mutating func finishProbe(
    of id: ConnectionID, _ isAlive: Bool, _ connections: inout Connections<Speaker>
  ) {
    guard let wish = guests[id]?.wish else { return }
    guests[id]?.wish = nil
    // Other events may have come since.
    guests[id]?.acknowledgement = wish.acknowledgement
    if isAlive {
      refuseEntry(
        Refusal.nameTaken.complaint(
          for: wish.request, capacity: hub.configuration.roomCapacity),
        wish.request, id, &connections)
    } else {
      enter(wish.request, as: id, afterProbe: true, &connections)
    }
  }

  // MARK: - Time

  mutating func wakeAtExpiry(
    _ expiresAt: Int64, _ id: ConnectionID, _ connections: inout Connections<Speaker>
  ) {
    // Capped, so that a token of centuries overflows nothing; whoever wakes too early sleeps again.
    let wait = min(max(0, expiresAt - Clock.now.unixMilliseconds), 86_400_000)
    connections.wake(id, at: connections.now + .milliseconds(Int(wait)))
  }

  mutating func woke(
    _ id: ConnectionID, _ speaker: Speaker, _ connections: inout Connections<Speaker>
  ) {
    if let probe = probes[id] {
      if connections.now >= probe.deadline {
        return giveUp(probe, id, speaker, &connections)
      }
      connections.wake(id, at: probe.deadline)
    }
    if let expiresAt = speaker.membership?.expiresAt ?? guests[id]?.identity?.expiresAt {
      if Clock.now.unixMilliseconds >= expiresAt { return connections.end(id, .expired) }
      wakeAtExpiry(expiresAt, id, &connections)
    }
    if let joinBy = guests[id]?.joinBy {
      if connections.now >= joinBy { return connections.end(id, .joinless) }
      connections.wake(id, at: joinBy)
    }
    tickSession(id, &connections)
  }
}
