import Dialects
import Signaling

/// A Socket.IO session: the client, whatever its transport is at the moment.
struct SessionState {
  let sid: String
  var engine: EngineSession
  var socket = SocketIOSession()
  /// The poll that waits for something to answer it with.
  var held: EngineReply?
  /// The WebSocket that is to take the place of polling.
  var upgrade: ConnectionID?
  /// WebSockets that were tried for that.
  var upgradesTried = 0

  /// A client tries once, and perhaps again; more than this only uses up descriptors.
  static let maximumUpgrades = 3
}
