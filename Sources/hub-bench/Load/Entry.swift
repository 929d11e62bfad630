/// How the clients that have one place in their rooms enter them: a request for the upgrade, and
/// then what is said and heard until the client is ready.
struct Entry {
  /// A message of the client, if it has one to send, and the one that it then waits for.
  struct Step {
    var says: RoomText?
    /// What the message of the server has in it.
    let hears: StaticString
    /// What messages have in them that may come before it.
    var skips: StaticString?
  }

  let dialect: Dialect
  /// The ID that the client has chosen; nil when the server's last message names it.
  let id: String?
  /// The account that it enters chat rooms as.
  let account: String
  let request: RoomText
  var steps: [Step]

  /// The text of a request for an upgrade (RFC 6455 4.1).
  /// - Parameter target: The path and the query.
  static func request(_ target: String, to endpoint: Endpoint) -> String {
    [
      "GET \(target) HTTP/1.1", "Host: \(endpoint.host):\(endpoint.port)", "Upgrade: websocket",
      "Connection: Upgrade", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
      "Sec-WebSocket-Version: 13", "", "",
    ].joined(separator: "\r\n")
  }
}
