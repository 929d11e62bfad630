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
    /// An addressee that is not a string, or is missing where the dialect wants one.
    case badTarget = "bad-target"
    /// The addressee is nobody who is bound in the room.
    case peerNotFound = "peer-not-found"
    /// More messages than the rate allows.
    case rateLimited = "rate-limited"
    /// A message for a room from a client that has entered none.
    case notInRoom = "not-in-room"
    /// A join from a client that is in a room, where the dialect knows only one join.
    case alreadyInRoom = "already-in-room"
    /// A join that does not name the room or the client, or names one by what is no name.
    case missingFields = "missing-fields"
    /// The client ID is held by a client that answers.
    case nameTaken = "name-taken"
    /// Every place in the room is taken.
    case roomFull = "room-full"
    /// The room is for members, and no valid token was shown.
    case unauthenticated
    /// The token does not lead into this room, or is not this client's.
    case forbidden
    /// The hub takes nobody at the moment.
    case unavailable
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
