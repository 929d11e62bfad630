import Signaling

/// What a packet demands of the one who holds the session.
public enum EngineAction: Sendable, Equatable {
  /// A packet of Socket.IO, in this range of the packet.
  case message(Range<Int>)
  /// A pong: the client is there.
  case heard
  /// Nothing.
  case noop
  /// Send `EnginePacket.probeAnswer` on the WebSocket, and end a poll that waits with a noop, so
  /// that the client can stop polling.
  case answerProbe
  /// The WebSocket is the transport now: what is queued goes there, and a poll ends with a noop.
  case upgraded
  /// The client has closed the session. A poll that waits ends with a noop.
  case close
  /// The packet came over polling, which is not, or no longer, the session's transport: refuse the
  /// POST with `EngineFailure.badRequest`. The session goes on.
  case refused
  /// The upgrade has failed: close its WebSocket. The session goes on, polling.
  case dropSocket(EngineViolation)
  /// The client broke the protocol: the session is closed. Close the WebSocket with 1002 and the
  /// reason, or refuse the POST with `EngineFailure.badRequest`.
  case violation(EngineViolation)
}

/// How a client broke the Engine.IO protocol. The raw values are stable names for logs.
public enum EngineViolation: String, Error, Sendable, CaseIterable {
  /// A packet without a type.
  case emptyPacket = "empty-packet"
  /// A type that does not exist.
  case unknownPacket = "unknown-packet"
  /// A packet in base64.
  case binary
  /// A packet that only the hub sends: open, or ping.
  case hubPacket = "hub-packet"
  /// Text in a packet that has none.
  case unexpectedText = "unexpected-text"
  /// An upgrade packet outside an upgrade.
  case unexpectedUpgrade = "unexpected-upgrade"
  /// Something other than a probe first, and an upgrade packet second, on a probing WebSocket.
  case badProbe = "bad-probe"

  /// One sentence for close reasons and logs: what was wrong. It quotes nothing of the packet.
  public var reason: StaticString {
    switch self {
    case .emptyPacket: "an Engine.IO packet is empty; start it with its type"
    case .unknownPacket: "an Engine.IO packet has no known type; version 4 has 0 to 6"
    case .binary: "binary packets are not taken; send text"
    case .hubPacket: "only the hub sends open and ping packets"
    case .unexpectedText: "a close, pong, upgrade or noop packet carries no text"
    case .unexpectedUpgrade: "an upgrade packet outside an upgrade"
    case .badProbe: "an upgrade is 2probe and then 5"
    }
  }
}

/// What the passing of time demands.
public enum EngineTick: Sendable, Equatable {
  /// Nothing before this point.
  case wait(until: MonotonicTime)
  /// Send `EnginePacket.ping` on the session's transport.
  case sendPing
  /// The time for an upgrade is over: close its WebSocket. The session goes on, polling.
  case dropSocket
  /// The session is closed.
  case timedOut(EngineTimeout)
}

/// What a client did not do in time.
public enum EngineTimeout: String, Sendable, CaseIterable {
  /// It did not answer a ping.
  case pong = "ping-timeout"
  /// It did not send the Socket.IO CONNECT.
  case connect = "connect-timeout"
}

/// What a poll demands.
public enum EnginePoll: Sendable, Equatable {
  /// Answer it with what is queued; if nothing is, hold it until something is.
  case hold
  /// Answer it at once, with a noop if nothing is queued: the client waits to change over.
  case release
  /// There is another poll: the session is closed. Answer that one `EnginePacket.close`, and this
  /// one `EngineFailure.badRequest`.
  case duplicate
  /// The session does not poll: answer `EngineFailure.badRequest`.
  case refused
}
