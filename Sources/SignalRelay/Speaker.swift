import Signaling

/// What the relay knows a connection as.
struct Speaker: Sendable {
  let dialect: Dialect
  /// Its place in a room; nil while it has none.
  var membership: Membership?
  /// Whether it is a WebSocket that a Socket.IO session has not changed over to: nothing that is
  /// said to the session's client belongs there.
  var isProbing = false
}
