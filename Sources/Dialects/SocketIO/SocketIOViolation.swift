/// How a client broke the Socket.IO protocol, which demands that the connection be closed. The raw
/// values are stable names for logs.
public enum SocketIOViolation: String, Error, Sendable, CaseIterable {
  /// A packet without a type.
  case emptyPacket = "empty-packet"
  /// A type that does not exist.
  case unknownPacket = "unknown-packet"
  /// A packet with binary attachments.
  case binary
  /// A packet that only the hub sends: CONNECT_ERROR.
  case hubPacket = "hub-packet"
  /// A namespace that is too long, or is not printable ASCII.
  case badNamespace = "bad-namespace"
  /// An acknowledgement's number that is too large, or missing.
  case badAcknowledgement = "bad-acknowledgement"
  /// A payload that is not what the packet's type carries.
  case badPayload = "bad-payload"
  /// A packet before CONNECT.
  case notConnected = "not-connected"
  /// CONNECT for the second time.
  case alreadyConnected = "already-connected"

  /// One sentence for close reasons and logs: what was wrong. It quotes nothing of the packet.
  public var reason: StaticString {
    switch self {
    case .emptyPacket: "a Socket.IO packet is empty; start it with its type"
    case .unknownPacket: "a Socket.IO packet has no known type; version 5 has 0 to 6"
    case .binary: "binary attachments are not taken; send JSON"
    case .hubPacket: "only the hub sends CONNECT_ERROR"
    case .badNamespace: "a namespace has at most 128 bytes of printable ASCII"
    case .badAcknowledgement: "an acknowledgement's number is 0 to 2147483647"
    case .badPayload: "the payload is not what a packet of this type carries"
    case .notConnected: "the first packet is CONNECT"
    case .alreadyConnected: "CONNECT comes once"
    }
  }
}
