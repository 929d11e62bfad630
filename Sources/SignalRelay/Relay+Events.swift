import Dialects
import Signaling
import WebSocketCore

/// Socket.IO packets and the events in them.
extension Relay {
  mutating func receivedMessage(
    _ message: Span<UInt8>, from id: ConnectionID, _ connections: inout Connections<Speaker>
  ) {
    guard let action = guests[id]?.session?.socket.received(message, &reading) else { return }
    switch action {
    case .connect(let token): connect(token, id, &connections)
    case .event(let asked, let payload, let number):
      guests[id]?.acknowledgement = number
      received(asked, message.extracting(payload), from: id, &connections)
    case .answer(let packet): say(packet, to: id, &connections)
    case .disconnect: disconnect(id, &connections)
    case .ignore: break
    case .violation(let violation):
      connections.end(id, .failing(.policyViolation, violation.reason))
    }
  }

  // MARK: - Connecting

  private mutating func connect(
    _ token: String?, _ id: ConnectionID, _ connections: inout Connections<Speaker>
  ) {
    // A hub that trusts no tokens has no use for the application's own.
    guard let token, let verify = services.verify else { return accept(id, &connections) }
    let directory = services.directory
    Task {
      let result = await verify(token)
      directory.post(.notice(.verified(id, result)), to: id.loop)
    }
  }

  mutating func finishVerification(
    of id: ConnectionID, _ result: Result<Identity, IdentityProblem>,
    _ connections: inout Connections<Speaker>
  ) {
    switch result {
    case .success(let identity):
      guests[id]?.identity = identity
      if let expiresAt = identity.expiresAt { wakeAtExpiry(expiresAt, id, &connections) }
      accept(id, &connections)
    case .failure(let problem):
      guests[id]?.session?.socket.refused()
      say(SocketIOPacket.connectError(problem.message), to: id, &connections)
    }
  }

  private mutating func accept(_ id: ConnectionID, _ connections: inout Connections<Speaker>) {
    guard guests[id]?.session != nil else { return }
    guests[id]?.session?.socket.accepted()
    guests[id]?.session?.engine.connected()
    say(SocketIOPacket.connected(sid: SessionID.make()), to: id, &connections)
  }

  /// The client has left the namespace. It closes the session itself, with the next packet.
  private mutating func disconnect(
    _ id: ConnectionID, _ connections: inout Connections<Speaker>
  ) {
    if let sender = connections.member(id)?.membership { leave(sender, id, &connections) }
    guests[id]?.session?.engine.disconnected(at: connections.now, services.engine)
    tickSession(id, &connections)
  }

  // MARK: - Events

  private mutating func received(
    _ asked: ClientMessage, _ text: Span<UInt8>, from id: ConnectionID,
    _ connections: inout Connections<Speaker>
  ) {
    let membership = connections.member(id)?.membership
    let event = reading.event.name
    switch (asked, membership) {
    case (.signal(let signal), let sender?):
      if let complaint = relay(signal, text, from: id, sender, &connections) {
        complain(complaint, about: text, event, id, &connections)
      } else if let number = guests[id]?.acknowledgement {
        say(SocketIODialect.signalAccepted(number), to: id, &connections)
      }
    case (.join(let request), _):
      if let complaint = mayChangeRoom(id, connections) {
        complain(complaint, about: text, event, id, &connections)
      } else if let membership {
        move(request, from: membership, id, &connections)
      } else {
        enter(request, as: id, &connections)
      }
    case (.leave, let sender?):
      leave(sender, id, &connections)
      let text = SocketIODialect.leaveSucceeded(sender.room.id)
      say(text, to: id, &connections)
      acknowledge(text, id, &connections)
    case (.signal, nil), (.leave, nil):
      complain(SocketIODialect.notInRoom, about: text, event, id, &connections)
    case (.ping, _), (.report, _):
      break
    case (.invalid(let complaint), _):
      complain(complaint, about: text, event, id, &connections)
    }
  }

  /// A join from a client that is in a room: the same place again, or another one.
  private mutating func move(
    _ request: JoinRequest, from old: Membership, _ id: ConnectionID,
    _ connections: inout Connections<Speaker>
  ) {
    guard request.roomID == old.room.id, request.clientID == old.clientID else {
      leave(old, id, &connections)
      return enter(request, as: id, &connections)
    }
    let text = SocketIODialect.joinSucceeded(
      old.room.roster(at: Clock.now.unixMilliseconds), as: old.clientID)
    say(text, to: id, &connections)
    acknowledge(text, id, &connections)
  }

  private mutating func complain(
    _ complaint: Complaint, about text: Span<UInt8>, _ event: SocketIOEvent, _ id: ConnectionID,
    _ connections: inout Connections<Speaker>
  ) {
    if complaint != .peerNotFound { statistics.countDropped(.invalid) }
    let reference = SocketIODialect.reference(text, reading)
    let packet = SocketIODialect.error(complaint, reference: reference, answering: event)
    say(packet, to: id, &connections)
    acknowledge(packet, id, &connections)
  }

  /// Acknowledges an event with what it was answered with, if its client has asked for that.
  mutating func acknowledge(
    _ answer: [UInt8], _ id: ConnectionID, _ connections: inout Connections<Speaker>
  ) {
    guard let number = guests[id]?.acknowledgement else { return }
    guests[id]?.acknowledgement = nil
    say(SocketIOPacket.acknowledgement(number, repeating: answer), to: id, &connections)
  }

  mutating func acknowledgeEntry(
    _ arrival: Arrival, _ id: ConnectionID, _ connections: inout Connections<Speaker>
  ) {
    guard guests[id]?.session != nil else { return }
    acknowledge(
      SocketIODialect.joinSucceeded(arrival.roster, as: arrival.peer.clientID), id, &connections)
  }
}
