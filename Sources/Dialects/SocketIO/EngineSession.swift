import Signaling

/// One Engine.IO session as a value, whatever it runs over: packets and time in, what to do out.
///
/// It starts on one transport; one that starts polling may change over to a WebSocket, which it
/// probes first while polling goes on.
public struct EngineSession: Sendable {
  /// Which packets are legal, and where.
  public enum Phase: Sendable, Equatable {
    /// Polls and POSTs.
    case polling
    /// Polls and POSTs, and a WebSocket that may take their place.
    case probing
    /// A WebSocket alone.
    case webSocket
    /// Over.
    case closed
  }

  /// Where the session stands.
  public private(set) var phase: Phase

  /// When the next ping is due; while one awaits its answer, when the answer is.
  private var heartbeatDue: MonotonicTime
  private var awaitsPong = false
  /// When the Socket.IO CONNECT is due; later than everything once it has come.
  private var connectDue: MonotonicTime
  /// When the upgrade packet is due. Means something while probing.
  private var upgradeDue = MonotonicTime.distantFuture
  private var hasProbed = false
  private var isPollHeld = false

  /// A session that has just been opened over `transport`.
  public init(_ transport: EngineTransport, at now: MonotonicTime, _ timing: EngineTiming) {
    phase = transport == .polling ? .polling : .webSocket
    heartbeatDue = now + timing.pingInterval
    connectDue = now + timing.connectWithin
  }

  /// Reads one packet that came over `transport`. After `.close` and `.violation` the session is
  /// closed; packets behind are nothing.
  public mutating func received(
    _ packet: Span<UInt8>, over transport: EngineTransport, at now: MonotonicTime,
    _ timing: EngineTiming
  ) -> EngineAction {
    switch (phase, transport) {
    case (.closed, _): return .noop
    case (.probing, .webSocket): return receivedProbing(packet)
    case (.webSocket, .polling): return .refused
    case (.polling, .webSocket): return .dropSocket(.badProbe)
    case (.polling, .polling), (.probing, .polling), (.webSocket, .webSocket): break
    }
    guard !packet.isEmpty else { return end(.emptyPacket) }
    guard let kind = EnginePacket.Kind(rawValue: packet[0]) else {
      return end(packet[0] == UInt8(ascii: "b") ? .binary : .unknownPacket)
    }
    switch kind {
    case .message: return .message(1..<packet.count)
    case .open, .ping: return end(.hubPacket)
    case .close, .pong, .upgrade, .noop:
      guard packet.count == 1 else { return end(.unexpectedText) }
    }
    switch kind {
    case .pong:
      awaitsPong = false
      heartbeatDue = now + timing.pingInterval
      return .heard
    case .close:
      phase = .closed
      return .close
    case .upgrade: return end(.unexpectedUpgrade)
    default: return .noop
    }
  }

  /// Reads a packet that came over a WebSocket whose upgrade is not complete.
  private mutating func receivedProbing(_ packet: Span<UInt8>) -> EngineAction {
    if hasProbed, packet.count == 1, packet[0] == EnginePacket.Kind.upgrade.rawValue {
      phase = .webSocket
      isPollHeld = false
      return .upgraded
    }
    guard !hasProbed, packet.count > 1, packet[0] == EnginePacket.Kind.ping.rawValue,
      packet.extracting(1...).reads(EnginePacket.probe)
    else {
      abandonUpgrade()
      return .dropSocket(.badProbe)
    }
    hasProbed = true
    return .answerProbe
  }

  private mutating func end(_ violation: EngineViolation) -> EngineAction {
    phase = .closed
    return .violation(violation)
  }

  /// A WebSocket with this session's `sid` is asked for. False if the session does not poll, or
  /// probes one already: answer `EngineFailure.badRequest`.
  public mutating func beginUpgrade(at now: MonotonicTime, _ timing: EngineTiming) -> Bool {
    guard phase == .polling else { return false }
    phase = .probing
    hasProbed = false
    upgradeDue = now + timing.upgradeWithin
    return true
  }

  /// The probing WebSocket is gone: the session polls on.
  public mutating func abandonUpgrade() {
    if phase == .probing { phase = .polling }
  }

  /// Socket.IO's CONNECT has been accepted: there is no deadline for it any more.
  public mutating func connected() {
    connectDue = .distantFuture
  }

  /// Socket.IO's DISCONNECT has come: the close packet is due as CONNECT was.
  public mutating func disconnected(at now: MonotonicTime, _ timing: EngineTiming) {
    connectDue = now + timing.connectWithin
  }

  /// A poll has come.
  public mutating func poll() -> EnginePoll {
    guard phase == .polling || phase == .probing else { return .refused }
    if isPollHeld {
      phase = .closed
      return .duplicate
    }
    if phase == .probing, hasProbed { return .release }
    isPollHeld = true
    return .hold
  }

  /// The poll that was held has been answered, or its connection is gone.
  public mutating func pollAnswered() {
    isPollHeld = false
  }

  /// What is due now, and if nothing is, when to ask again.
  public mutating func tick(at now: MonotonicTime, _ timing: EngineTiming) -> EngineTick {
    if phase == .closed { return .wait(until: .distantFuture) }
    if awaitsPong, now >= heartbeatDue { return end(.pong) }
    if now >= connectDue { return end(.connect) }
    if phase == .probing, now >= upgradeDue {
      phase = .polling
      return .dropSocket
    }
    if now >= heartbeatDue {
      awaitsPong = true
      heartbeatDue = now + timing.pingTimeout
      return .sendPing
    }
    let due = min(heartbeatDue, connectDue)
    return .wait(until: phase == .probing ? min(due, upgradeDue) : due)
  }

  private mutating func end(_ timeout: EngineTimeout) -> EngineTick {
    phase = .closed
    return .timedOut(timeout)
  }
}

extension Span<UInt8> {
  /// Whether these are the bytes of `literal`.
  func reads(_ literal: StaticString) -> Bool {
    guard count == literal.utf8CodeUnitCount else { return false }
    return literal.withUTF8Buffer { other in
      for index in 0..<count where unsafe other[index] != self[index] { return false }
      return true
    }
  }
}
