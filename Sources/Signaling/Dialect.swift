/// The wire protocol that a client speaks. The hub only keeps it, for those who encode and list.
public enum Dialect: UInt8, Sendable, CaseIterable {
  /// The hub's own protocol.
  case native
  /// Serverpod's WebRTC signaling for Flutter.
  case serverpod
  /// DysonNetwork's chat calls, packets of type `webrtc.signal`.
  case dysonNetwork
  /// The same with packets of type `signaling`, as its guide's own client reads them.
  case dysonNetworkGuide
  /// The Node `ws` server's protocol.
  case nodeWS
  /// Socket.IO events over Engine.IO.
  case socketIO

  /// The word for it in settings, listings and metrics. Both packet types of DysonNetwork are one.
  public var label: String {
    switch self {
    case .native: "native"
    case .serverpod: "serverpod"
    case .dysonNetwork, .dysonNetworkGuide: "dysonnetwork"
    case .nodeWS: "ws"
    case .socketIO: "socketio"
    }
  }
}

/// A connection that a message goes to, and the words it is to be put in.
public struct Receiver: Hashable, Sendable {
  /// Where to.
  public let connection: ConnectionID
  /// In which protocol.
  public let dialect: Dialect

  /// A connection and its protocol.
  public init(_ connection: ConnectionID, _ dialect: Dialect) {
    self.connection = connection
    self.dialect = dialect
  }
}
