import JSONEnvelope

/// What a Socket.IO packet demands of the one who holds the session.
public enum SocketIOAction: Sendable {
  /// The client asks to enter. Verify the token, a JWT, if there is one; answer with
  /// `SocketIOPacket.connected` and call `accepted`, or with `connectError` and `refused`.
  case connect(token: String?)
  /// An event: what it asks for, where its array is in the packet, and the number by which it asks
  /// to be acknowledged.
  case event(ClientMessage, payload: Range<Int>, acknowledgement: UInt32?)
  /// Send this packet; nothing else happens.
  case answer([UInt8])
  /// The client leaves, and closes the session itself: its close packet follows.
  case disconnect
  /// Nothing.
  case ignore
  /// The client broke the protocol: send `SocketIOPacket.disconnect`, after which clients do not
  /// connect again by themselves, and close the session.
  case violation(SocketIOViolation)
}

/// One client's stay in the main namespace as a value: packets in, what to do out. There is no
/// other namespace.
public struct SocketIOSession: Sendable {
  private enum Phase { case waiting, deciding, connected, over }

  private var phase = Phase.waiting

  /// A session whose CONNECT has not come.
  public init() {}

  /// Whether CONNECT has been accepted.
  public var isConnected: Bool { phase == .connected }

  /// Reads one packet: the text of an Engine.IO message. After `.event`, `reading` holds what
  /// `SocketIODialect`'s functions need, together with that range of `message`.
  public mutating func received(
    _ message: Span<UInt8>, _ reading: inout Reading
  ) -> SocketIOAction {
    guard phase != .over else { return .ignore }
    let packet: SocketIOPacket
    do throws(SocketIOViolation) {
      packet = try SocketIOPacket(message)
    } catch {
      return end(error)
    }
    if packet.kind == .connect { return connect(packet, message, &reading) }
    // "If the server does not receive a CONNECT packet first, then it MUST close the connection."
    guard phase == .connected else { return end(.notConnected) }
    guard packet.isForMainNamespace else { return .ignore }
    switch packet.kind {
    case .event:
      let asked = SocketIODialect.read(message.extracting(packet.payload), &reading)
      if reading.event.isMalformed { return end(.badPayload) }
      return .event(asked, payload: packet.payload, acknowledgement: packet.acknowledgement)
    case .disconnect:
      phase = .over
      return .disconnect
    default:
      // The hub asks for no acknowledgements.
      return .ignore
    }
  }

  private mutating func connect(
    _ packet: SocketIOPacket, _ message: Span<UInt8>, _ reading: inout Reading
  ) -> SocketIOAction {
    let payload = message.extracting(packet.payload)
    if !payload.isEmpty {
      do throws(EnvelopeError) {
        try reading.outer.scan(payload)
      } catch {
        return end(.badPayload)
      }
    }
    guard packet.isForMainNamespace else { return .answer(packet.namespaceRefused(message)) }
    guard phase == .waiting else { return end(.alreadyConnected) }
    guard !payload.isEmpty, let token = Self.token(payload, reading) else {
      phase = .deciding
      return .connect(token: nil)
    }
    guard let text = token.string(in: payload) else {
      return .answer(SocketIOPacket.connectError("The token is a string"))
    }
    phase = .deciding
    return .connect(token: text)
  }

  /// The member of a CONNECT's payload that holds the token, unless it is null.
  private static func token(_ payload: Span<UInt8>, _ reading: borrowing Reading) -> Member? {
    if let token = reading.outer.member("token", in: payload), token.kind != .null { return token }
    let other = reading.outer.member("access_token", in: payload)
    return other?.kind == .null ? nil : other
  }

  /// CONNECT is accepted, and answered.
  public mutating func accepted() {
    if phase == .deciding { phase = .connected }
  }

  /// CONNECT is refused, and answered. The client may try again, with another token say.
  public mutating func refused() {
    if phase == .deciding { phase = .waiting }
  }

  private mutating func end(_ violation: SocketIOViolation) -> SocketIOAction {
    phase = .over
    return .violation(violation)
  }
}
