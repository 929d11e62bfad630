/// An answer as a value: status, header fields, and bytes or a change of protocol; or the promise
/// of one.
public struct Response: Sendable {
  /// What follows the header section.
  public enum Payload: Sendable {
    /// The body; the server sets `Content-Length` from it.
    case bytes([UInt8])
    /// The body, sent as it comes.
    case stream(ByteStream)
    /// The connection changes its protocol; the status is 101.
    case upgrade(Upgrade)
    /// The answer comes later, status and fields with it.
    case later(Deferred)
  }

  /// The status.
  public var status: Status
  /// The header fields, in order. `Content-Length` and `Date` are the server's.
  public var headers: [(name: String, value: String)]
  /// What follows the header section.
  public var payload: Payload

  /// An answer from its parts.
  public init(
    status: Status, headers: [(name: String, value: String)] = [], payload: Payload
  ) {
    self.status = status
    self.headers = headers
    self.payload = payload
  }

  /// A JSON answer from bytes that are JSON already.
  public static func json(_ bytes: [UInt8], status: Status = .ok) -> Response {
    Response(status: status, headers: jsonFields, payload: .bytes(bytes))
  }

  /// A body that is sent as it comes; `headers` say what it is.
  public static func stream(
    _ stream: ByteStream, headers: [(name: String, value: String)]
  ) -> Response {
    Response(status: .ok, headers: headers, payload: .stream(stream))
  }

  /// `{"error": message}`, the shape of every refusal.
  public static func error(
    _ status: Status, _ message: String, headers: [(name: String, value: String)] = []
  ) -> Response {
    Response(
      status: status, headers: jsonFields + headers, payload: .bytes(errorBody(message)))
  }

  /// A change of protocol: 101 with these fields, then the socket goes to `upgrade`.
  public static func upgrade(
    _ upgrade: Upgrade, headers: [(name: String, value: String)]
  ) -> Response {
    Response(status: .switchingProtocols, headers: headers, payload: .upgrade(upgrade))
  }

  /// One array for all JSON answers, so that making one allocates nothing for its fields.
  private static let jsonFields: [(name: String, value: String)] = [
    ("Content-Type", "application/json")
  ]

  /// The body `{"error":"…"}`, escaped by RFC 8259 section 7.
  package static func errorBody(_ message: String) -> [UInt8] {
    var body = Array(#"{"error":""#.utf8)
    body.reserveCapacity(body.count + message.utf8.count + 2)
    for byte in message.utf8 {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"):
        body.append(UInt8(ascii: "\\"))
        body.append(byte)
      case 0..<0x20:
        body.append(contentsOf: Array(#"\u00"#.utf8))
        body.append(hexDigit(byte >> 4))
        body.append(hexDigit(byte & 15))
      default:
        body.append(byte)
      }
    }
    body.append(contentsOf: Array(#""}"#.utf8))
    return body
  }

  private static func hexDigit(_ value: UInt8) -> UInt8 {
    value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
  }
}
