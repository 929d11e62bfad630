import Signaling

/// What the relay knows a connection as. A class, so that handing it over with every message counts
/// one reference instead of one for each of its parts.
final class Speaker: Sendable {
  let dialect: Dialect
  /// Its place in a room; nil while it has none.
  let membership: Membership?
  /// Whether it is a WebSocket that a Socket.IO session has not changed over to: nothing that is
  /// said to the session's client belongs there.
  let isProbing: Bool

  init(dialect: Dialect, membership: Membership? = nil, isProbing: Bool = false) {
    self.dialect = dialect
    self.membership = membership
    self.isProbing = isProbing
  }
}
