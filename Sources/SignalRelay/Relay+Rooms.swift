import Dialects
import Logging
import Signaling

/// Coming and going: who is let in, and who is told.
extension Relay {
  mutating func opened(
    _ entrance: Entrance, as id: ConnectionID, _ connections: inout Connections<Speaker>
  ) -> Speaker? {
    switch entrance {
    case .member(let ticket):
      guard let arrival = hub.attach(ticket, to: id, at: connections.now) else { return nil }
      welcome(arrival, as: id, &connections)
      return Speaker(dialect: arrival.membership.dialect, membership: arrival.membership)
    case .guest(let guest):
      register(guest, as: id, &connections)
      if guest.dialect == .socketIO {
        openSession(SessionID.make(), over: .webSocket, as: id, &connections)
      } else {
        expectJoin(of: id, &connections)
      }
      return Speaker(dialect: guest.dialect)
    case .upgrade(let sid):
      return beginUpgrade(of: sid, to: id, &connections)
    }
  }

  /// Tells the newcomer who is there, and the others of the newcomer.
  mutating func welcome(
    _ arrival: Arrival, as id: ConnectionID, _ connections: inout Connections<Speaker>
  ) {
    let membership = arrival.membership
    log.debug(
      "client bound",
      metadata: [
        "room_id": "\(membership.room.id)", "client_id": "\(membership.clientID)",
        "dialect": "\(membership.dialect.label)",
      ])
    if let expiresAt = membership.expiresAt { wakeAtExpiry(expiresAt, id, &connections) }
    for text in membership.dialect.wire.welcome(arrival) { say(text, to: id, &connections) }
    announce(
      RoomChange(
        room: membership.room, event: .joined(arrival.peer), recipients: arrival.recipients),
      &connections)
  }

  mutating func ended(
    _ speaker: Speaker, _ reason: LeaveReason, _ connections: inout Connections<Speaker>
  ) {
    guard let membership = speaker.membership else { return }
    if let departure = hub.detach(membership, reason: reason, at: connections.now) {
      report(departure, &connections)
    }
    // Its name is free now, however long the socket takes to close.
    probes.removeValue(forKey: membership.connection)?.answer(false)
  }

  mutating func closed(
    _ id: ConnectionID, hadSocket: Bool, _ connections: inout Connections<Speaker>
  ) {
    if hadSocket { hub.admission.connectionClosed() }
    probes.removeValue(forKey: id)?.answer(false)
    closeSession(id, &connections)
    if let guest = guests.removeValue(forKey: id), guest.isCounted {
      hub.admission.release(guest.guest.address)
    }
  }

  func refused(_ entrance: Entrance) {
    hub.giveBack(entrance, at: Clock.monotonic)
  }

  func missed(_ notice: RelayNotice) {
    switch notice {
    case .open(_, let guest, let reply):
      hub.admission.release(guest.address)
      reply(.failure(.forbidden))
    case .poll(_, let reply), .mayUpgrade(_, let reply), .post(_, _, let reply):
      reply(.failure(.unknownSession))
    case .probe(_, let answer): answer(false)
    case .queues(_, let reply): reply([:])
    case .census(let reply): reply(RelayCensus())
    case .departed, .ended, .changed, .probed, .verified: break
    }
  }

  mutating func noticed(_ notice: RelayNotice, _ connections: inout Connections<Speaker>) {
    switch notice {
    case .departed(let departure): dismiss(departure, &connections)
    case .ended(let id, let reason): connections.end(id, .departed(reason))
    case .changed(let change): tell(change, &connections)
    case .probe(let id, let answer): probe(id, answer, &connections)
    case .probed(let id, let isAlive): finishProbe(of: id, isAlive, &connections)
    case .verified(let id, let result): finishVerification(of: id, result, &connections)
    case .open(let sid, let guest, let reply): open(sid, guest, reply, &connections)
    case .poll(let sid, let reply): poll(sid, reply, &connections)
    case .mayUpgrade(let sid, let reply): mayUpgrade(sid, reply)
    case .post(let sid, let body, let reply): post(sid, body, reply, &connections)
    case .queues(let ids, let reply): reply(connections.queuedBytes(of: ids))
    case .census(let reply): reply(census(connections))
    }
  }

  /// Ends the connection of a client that was taken out, wherever it is, and tells its peers.
  mutating func dismiss(_ departure: Departure, _ connections: inout Connections<Speaker>) {
    if let connection = departure.connection {
      if connection.loop == connections.loop {
        connections.end(connection, .departed(departure.reason))
      } else if departure.reason == .replaced {
        // Told of from here, where its successor is told of next: the peers must not hear of the two
        // in another order.
        services.directory.tell(
          .ended(connection, departure.reason), to: connection.loop, &connections)
      } else {
        // Told of from there, behind what it has said.
        services.directory.tell(.departed(departure), to: connection.loop, &connections)
        return
      }
    }
    report(departure, &connections)
  }

  /// Tells those who remain that a client has left.
  mutating func report(_ departure: Departure, _ connections: inout Connections<Speaker>) {
    log.debug(
      "client left",
      metadata: [
        "room_id": "\(departure.roomID)", "client_id": "\(departure.clientID)",
        "reason": "\(departure.reason.rawValue)",
      ])
    // When the hub stops everybody goes; telling each of each would only be noise.
    guard departure.reason != .restarting else { return }
    announce(
      RoomChange(
        room: departure.room, event: .left(departure.peer, departure.reason),
        recipients: departure.recipients),
      &connections)
  }

  /// Tells of a change here, and has the other loops tell of it whose clients are concerned.
  private mutating func announce(
    _ change: RoomChange, _ connections: inout Connections<Speaker>
  ) {
    guard !change.recipients.isEmpty else { return }
    for (loop, recipients) in Dictionary(grouping: change.recipients, by: \.connection.loop) {
      var share = change
      share.recipients = recipients
      if loop == connections.loop {
        tell(share, &connections)
      } else {
        services.directory.tell(.changed(share), to: loop, &connections)
      }
    }
  }

  /// Tells clients of this loop, each in its own words. Lists of members are made here and now, so
  /// that none that is older follows one that is newer.
  private mutating func tell(_ change: RoomChange, _ connections: inout Connections<Speaker>) {
    var roster: Roster?
    for dialect in Self.dialects {
      var shared: [UInt8]?
      for recipient in change.recipients where recipient.dialect == dialect {
        // News from another loop may find it gone, or in another room by now.
        guard let receiver = connections.member(recipient.connection)?.membership,
          receiver.room === change.room
        else { continue }
        if shared == nil || dialect.wire.isPersonal {
          if roster == nil, dialect != .native {
            roster = change.roster(at: Clock.now.unixMilliseconds)
          }
          let wire = dialect.wire
          let list = roster ?? Roster(roomID: change.room.id, peers: [])
          let name = receiver.clientID
          shared =
            switch change.event {
            case .joined(let peer): wire.joined(peer, list, for: name)
            case .left(let peer, let reason): wire.left(peer, reason, list, for: name)
            }
        }
        guard let text = shared else { break }
        say(text, to: recipient.connection, &connections)
      }
    }
  }
}
