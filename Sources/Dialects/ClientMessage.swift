import Signaling

/// What a client's message asks for, whatever its dialect.
public enum ClientMessage: Equatable, Sendable {
  /// Pass it on.
  case signal(Signal)
  /// The client leaves its room.
  case leave
  /// The client asks for a sign of life.
  case ping
  /// It cannot be understood; the client is told why.
  case invalid(Complaint)
}

/// What a client did wrong in a message. It is told, and stays.
public struct Complaint: Error, Equatable, Sendable {
  /// The stable word for programs.
  public enum Code: String, Sendable, CaseIterable {
    /// Not one JSON object, or one that the hub refuses to pass on.
    case badMessage = "bad-message"
    /// No string `type`.
    case missingType = "missing-type"
    /// A `type` that only the hub may send.
    case reservedType = "reserved-type"
    /// A `to` that is not a string.
    case badTarget = "bad-target"
    /// `to` names nobody who is bound in the room.
    case peerNotFound = "peer-not-found"
    /// More messages than the rate allows.
    case rateLimited = "rate-limited"
  }

  /// The stable word.
  public var code: Code
  /// For people: what was wrong, and what would be right.
  public var message: String

  /// A complaint.
  public init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }
}
