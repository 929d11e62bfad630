/// What an HTTP request to `/socket.io/` asks for.
///
/// Whether the session exists, and takes the request, is decided elsewhere: no `sid` is known here.
public enum EngineRequest: Sendable, Equatable {
  /// A new session; `.webSocket` with the WebSocket handshake.
  case open(EngineTransport)
  /// A poll: a GET that waits for packets.
  case poll(sid: String)
  /// A POST that brings packets.
  case post(sid: String)
  /// A WebSocket handshake for a session that polls.
  case upgrade(sid: String)

  /// Longest `sid` that is looked at, in bytes.
  public static let maximumSessionIDBytes = 64

  /// Reads a request.
  ///
  /// - Parameters:
  ///   - method: In capitals, as HTTP writes it.
  ///   - isUpgrade: Whether it asks for the WebSocket protocol.
  ///   - query: Name and value of each parameter, decoded. Those that Engine.IO does not know,
  ///     such as `t`, are the application's own.
  public static func read(
    method: String, isUpgrade: Bool, query: some Sequence<(name: String, value: String)>
  ) throws(EngineFailure) -> EngineRequest {
    var (version, transport, sid): (String?, String?, String?) = (nil, nil, nil)
    for (name, value) in query {
      switch name {
      case "EIO": try set(&version, value)
      case "transport": try set(&transport, value)
      case "sid": try set(&sid, value)
      // JSONP, in which the answer is a script that any site may run.
      case "j": throw .badRequest
      default: break
      }
    }
    guard transport == "polling" || transport == "websocket" else { throw .unknownTransport }
    let isWebSocket = transport == "websocket"
    if sid == nil, method != "GET" { throw .badHandshakeMethod }
    guard version == "4" else { throw .unsupportedVersion }
    guard isWebSocket == isUpgrade else { throw .badRequest }
    guard let sid else { return .open(isWebSocket ? .webSocket : .polling) }
    guard 1...maximumSessionIDBytes ~= sid.utf8.count else { throw .unknownSession }
    switch (method, isWebSocket) {
    case ("GET", true): return .upgrade(sid: sid)
    case ("GET", false): return .poll(sid: sid)
    case ("POST", false): return .post(sid: sid)
    default: throw .badRequest
    }
  }

  /// Keeps a parameter's value. Which of two counts, readers disagree on.
  private static func set(_ parameter: inout String?, _ value: String) throws(EngineFailure) {
    guard parameter == nil else { throw .badRequest }
    parameter = value
  }
}
