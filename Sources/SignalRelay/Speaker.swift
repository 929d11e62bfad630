import Signaling

/// What the relay knows a connection as.
struct Speaker: Sendable {
  let dialect: Dialect
  /// Its place in a room; nil while it has none.
  var membership: Membership?
}
