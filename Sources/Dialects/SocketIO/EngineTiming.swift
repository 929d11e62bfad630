import Signaling

/// What an Engine.IO session runs over.
public enum EngineTransport: Sendable, Equatable {
  /// HTTP: one GET that waits for packets from the hub, POSTs that bring the client's.
  case polling
  /// WebSocket: a packet is a text message.
  case webSocket
}

/// How long a session waits for what. The defaults are those of the reference server.
public struct EngineTiming: Sendable {
  /// From a pong, or the session's start, to the next ping.
  public var pingInterval = Interval.seconds(25)
  /// What the client has to answer a ping.
  public var pingTimeout = Interval.seconds(20)
  /// From the session's start to the Socket.IO CONNECT.
  public var connectWithin = Interval.seconds(45)
  /// From the second transport's handshake to the upgrade packet.
  public var upgradeWithin = Interval.seconds(10)

  /// The defaults.
  public init() {}
}
