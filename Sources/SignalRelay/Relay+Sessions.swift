import Dialects
import Logging
import Signaling
import WebSocketCore

/// Engine.IO sessions: a client that polls, that has a WebSocket, or that changes from one to the
/// other.
extension Relay {
  // MARK: - Opening

  mutating func openSession(
    _ sid: String, over transport: EngineTransport, as id: ConnectionID,
    _ connections: inout Connections<Speaker>
  ) {
    guests[id]?.session = SessionState(
      sid: sid, engine: EngineSession(transport, at: connections.now, services.engine))
    sessions[sid] = id
    say(
      EnginePacket.open(
        sid: sid, upgrades: transport == .polling, timing: services.engine,
        maximumPayload: services.maximumPayload),
      to: id, &connections)
    tickSession(id, &connections)
  }

  mutating func open(
    _ sid: String, _ guest: Guest, _ reply: @escaping EngineReply,
    _ connections: inout Connections<Speaker>
  ) {
    // It would come behind the drain, and hold that up to its end.
    guard !hub.isDraining else {
      hub.admission.release(guest.address)
      return reply(.failure(.forbidden))
    }
    let id = connections.openWithoutSocket(Speaker(dialect: guest.dialect))
    register(guest, as: id, &connections)
    openSession(sid, over: .polling, as: id, &connections)
    guests[id]?.session?.held = reply
  }

  // MARK: - Polling

  mutating func poll(
    _ sid: String, _ reply: @escaping EngineReply, _ connections: inout Connections<Speaker>
  ) {
    guard let id = sessions[sid], let asked = guests[id]?.session?.engine.poll() else {
      return reply(.failure(.unknownSession))
    }
    alive(id, &connections)
    switch asked {
    case .hold:
      guests[id]?.session?.held = reply
      connections.flushLater(id)
    case .release:
      reply(.success(EnginePacket.noop))
    case .refused:
      reply(.failure(.badRequest))
    case .duplicate:
      reply(.failure(.badRequest))
      connections.end(id, .failing(.protocolError, "a second poll while one was waiting"))
    }
  }

  mutating func post(
    _ sid: String, _ body: [UInt8], _ reply: @escaping EngineReply,
    _ connections: inout Connections<Speaker>
  ) {
    guard let id = sessions[sid], guests[id]?.session != nil else {
      return reply(.failure(.unknownSession))
    }
    alive(id, &connections)
    statistics.bytesReceived.add(body.count)
    guard body.count <= services.maximumPayload else {
      connections.end(id, .failing(.messageTooBig, "payload too big"))
      return reply(.failure(.badRequest))
    }
    guard (try? UTF8Span(validating: body.span)) != nil else {
      connections.end(id, .failing(.invalidPayload, "a payload that is not UTF-8"))
      return reply(.failure(.badRequest))
    }
    do throws(EnginePayload.Failure) {
      let payload = try EnginePayload(body.span)
      for index in 0..<payload.count {
        guard admitPacket(of: id, &connections) else { continue }
        guard
          receivedPacket(
            body.span.extracting(payload[index]), over: .polling, from: id, &connections)
        else { return reply(.failure(.badRequest)) }
      }
      reply(.success(Self.accepted))
    } catch {
      connections.end(id, .failing(.protocolError, "a malformed payload"))
      reply(.failure(.badRequest))
    }
  }

  /// What a POST is answered with.
  private static let accepted = Array("ok".utf8)

  /// Counts a packet that came by POST, as the loop counts frames.
  private mutating func admitPacket(
    of id: ConnectionID, _ connections: inout Connections<Speaker>
  ) -> Bool {
    switch connections.admit(id) {
    case .take: return true
    case .warn:
      statistics.countDropped(.rateLimited)
      exceededRate(id, Speaker(dialect: .socketIO), &connections)
    case .end: connections.end(id, .rateLimited)
    }
    return false
  }

  mutating func collect(_ id: ConnectionID, _ waiting: UnsafeRawBufferPointer) -> Int {
    guard let reply = takeHeld(id) else { return 0 }
    var count = 0
    var packets = 0
    for index in waiting.indices
    where unsafe waiting[index] == EnginePayload.separator {
      count = index + 1
      packets += 1
      if packets == EnginePayload.maximumPackets { break }
    }
    // Without the last separator.
    let payload = unsafe UnsafeRawBufferPointer(rebasing: waiting[..<max(0, count - 1)])
    reply(.success(unsafe Array(payload)))
    return count
  }

  /// A request of a client that polls is a sign of life.
  private mutating func alive(_ id: ConnectionID, _ connections: inout Connections<Speaker>) {
    if probes[id] != nil { heard(id, &connections) }
  }

  // MARK: - Packets

  /// Reads one packet of a session.
  ///
  /// - Returns: false when the packet has ended the session.
  @discardableResult
  mutating func receivedPacket(
    _ packet: Span<UInt8>, over transport: EngineTransport, from id: ConnectionID,
    _ connections: inout Connections<Speaker>
  ) -> Bool {
    let session = upgrades[id] ?? id
    let action = guests[session]?.session?.engine.received(
      packet, over: transport, at: connections.now, services.engine)
    switch action ?? .close {
    case .message(let range):
      receivedMessage(packet.extracting(range), from: session, &connections)
    case .heard, .noop: break
    case .answerProbe:
      say(EnginePacket.probeAnswer, to: id, &connections)
      release(session)
    case .upgraded: connections.move = (from: id, to: session)
    case .dropSocket:
      connections.end(id, .badUpgrade)
    case .refused:
      return false
    case .close:
      connections.end(session, .left)
    case .violation(let violation):
      connections.end(session, .failing(.protocolError, violation.reason))
      return false
    }
    return true
  }

  /// Answers a poll that waits, so that the client can change over.
  private mutating func release(_ id: ConnectionID) {
    takeHeld(id)?(.success(EnginePacket.noop))
  }

  /// The poll that waits, if one does, to be answered now.
  private mutating func takeHeld(_ id: ConnectionID) -> EngineReply? {
    guard let reply = guests[id]?.session?.held.take() else { return nil }
    guests[id]?.session?.engine.pollAnswered()
    return reply
  }

  // MARK: - Changing over to a WebSocket

  func mayUpgrade(_ sid: String, _ reply: EngineReply) {
    guard let id = sessions[sid], let session = guests[id]?.session else {
      return reply(.failure(.unknownSession))
    }
    let mayTry =
      session.engine.phase == .polling
      && session.upgradesTried < SessionState.maximumUpgrades
    reply(mayTry ? .success([]) : .failure(.badRequest))
  }

  mutating func beginUpgrade(
    of sid: String, to id: ConnectionID, _ connections: inout Connections<Speaker>
  ) -> Speaker? {
    guard let session = sessions[sid],
      guests[session]?.session?.upgradesTried ?? 0 < SessionState.maximumUpgrades,
      guests[session]?.session?.engine.beginUpgrade(at: connections.now, services.engine) == true
    else { return nil }
    guests[session]?.session?.upgrade = id
    guests[session]?.session?.upgradesTried += 1
    upgrades[id] = session
    tickSession(session, &connections)
    return Speaker(dialect: .socketIO, isProbing: true)
  }

  mutating func moved(from: ConnectionID, to: ConnectionID) {
    upgrades[from] = nil
    guests[to]?.session?.upgrade = nil
    release(to)
  }

  // MARK: - Time and end

  mutating func tickSession(_ id: ConnectionID, _ connections: inout Connections<Speaker>) {
    guard
      let tick = guests[id]?.session?.engine.tick(at: connections.now, services.engine)
    else { return }
    switch tick {
    case .wait(let until): connections.wake(id, at: until)
    case .sendPing:
      say(EnginePacket.ping, to: id, &connections)
      tickSession(id, &connections)
    case .dropSocket:
      if let upgrade = guests[id]?.session?.upgrade {
        connections.end(upgrade, .badUpgrade)
      }
      tickSession(id, &connections)
    case .timedOut(.pong): connections.end(id, .lost)
    case .timedOut(.connect): connections.end(id, .joinless)
    }
  }

  /// Asks a client for a sign of life that may have no socket to be pinged by.
  mutating func pingSession(_ id: ConnectionID, _ connections: inout Connections<Speaker>) {
    if guests[id]?.session != nil { say(EnginePacket.ping, to: id, &connections) }
  }

  /// A connection is gone: a session's own, or the WebSocket that it was to change over to.
  mutating func closeSession(_ id: ConnectionID, _ connections: inout Connections<Speaker>) {
    // The one before it may take its time to close.
    if let session = upgrades.removeValue(forKey: id), guests[session]?.session?.upgrade == id {
      guests[session]?.session?.engine.abandonUpgrade()
      guests[session]?.session?.upgrade = nil
    }
    guard let session = guests[id]?.session else { return }
    sessions[session.sid] = nil
    session.held?(.failure(.unknownSession))
    if let upgrade = session.upgrade { connections.end(upgrade, .left) }
  }

  func farewell(_ speaker: Speaker, _ reason: LeaveReason, hasSocket: Bool) -> [[UInt8]] {
    guard speaker.dialect == .socketIO, !speaker.isProbing else { return [] }
    switch reason {
    // A client that reads "41" does not come back by itself.
    case .replaced, .removed, .expired, .rateLimited, .protocolError:
      return hasSocket
        ? [SocketIOPacket.disconnect] : [SocketIOPacket.disconnect, EnginePacket.close]
    case .left, .closed:
      return hasSocket ? [] : [EnginePacket.close]
    // It should: its poll fails, as a socket does that breaks.
    case .lost, .slow, .restarting:
      return []
    }
  }
}
