import JSONEnvelope

/// The events that clients send.
public enum SocketIOEvent: Sendable, Equatable, CaseIterable {
  /// `join_room`
  case joinRoom
  /// `leave_room`
  case leaveRoom
  /// `signal`
  case signal
  /// Any other.
  case unknown
}

/// An event being read: scratch memory, used again and again.
public struct EventReading: Sendable {
  var array = ArrayScanner()

  /// Which event it is.
  public internal(set) var name = SocketIOEvent.unknown

  /// Whether the payload is no event at all, upon which the protocol has the connection closed.
  public internal(set) var isMalformed = false

  /// Its argument, from brace to brace; empty when it is not an object.
  public internal(set) var object = 0..<0

  /// Nothing has been read.
  public init() {}
}
