/// Why a request for an Engine.IO session was refused, in the numbers and words of the reference
/// server, which clients show to people.
public enum EngineFailure: UInt8, Error, Sendable, CaseIterable {
  /// `transport` is neither "polling" nor "websocket".
  case unknownTransport = 0
  /// Nobody has this `sid`, or its session is over.
  case unknownSession
  /// A session is opened with something other than GET.
  case badHandshakeMethod
  /// A request that fits neither the protocol nor the session's state.
  case badRequest
  /// The origin may not connect.
  case forbidden
  /// `EIO` is not 4.
  case unsupportedVersion

  /// For people.
  public var message: StaticString {
    switch self {
    case .unknownTransport: "Transport unknown"
    case .unknownSession: "Session ID unknown"
    case .badHandshakeMethod: "Bad handshake method"
    case .badRequest: "Bad request"
    case .forbidden: "Forbidden"
    case .unsupportedVersion: "Unsupported protocol version"
    }
  }

  /// The HTTP status.
  public var status: Int { self == .forbidden ? 403 : 400 }

  /// The HTTP body: `{"code":0,"message":"Transport unknown"}`.
  public var body: [UInt8] { Array(#"{"code":\#(rawValue),"message":"\#(message)"}"#.utf8) }
}
