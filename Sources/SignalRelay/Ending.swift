import Signaling
import WebSocketCore

/// How a session ends: what its client is told, what its peers are told, and in what manner.
struct Ending {
  enum Manner {
    /// Send a close frame and wait for the client's (RFC 6455 7.1.2).
    case handshake
    /// The client has sent its close frame: answer it, then close (RFC 6455 5.5.1).
    case answer
    /// Send a close frame and read nothing more of what comes (RFC 6455 7.1.7).
    case fail
    /// There is nobody to tell: the socket is at its end.
    case abrupt
  }

  var manner: Manner
  var code: CloseCode?
  /// For people; at most 123 bytes, never the client's own text.
  var text: StaticString
  var reason: LeaveReason

  static let left = Self(manner: .handshake, code: .normalClosure, text: "left", reason: .left)
  static let slow = Self(manner: .handshake, code: .policyViolation, text: "slow", reason: .slow)
  static let lost = Self(manner: .fail, code: .lost, text: "lost", reason: .lost)
  static let rateLimited = Self(
    manner: .handshake, code: .rateLimited, text: "rate-limited", reason: .rateLimited)
  static let replaced = Self(
    manner: .handshake, code: .replaced, text: "replaced", reason: .replaced)
  static let removed = Self(
    manner: .handshake, code: .removed, text: "removed", reason: .removed)
  static let expired = Self(
    manner: .handshake, code: .tokenExpired, text: "token expired", reason: .expired)
  static let joinless = Self(
    manner: .handshake, code: .policyViolation, text: "no room was joined in time",
    reason: .lost)
  static let restarting = Self(
    manner: .handshake, code: .serviceRestart, text: "restarting", reason: .restarting)
  static let binary = Self(
    manner: .handshake, code: .unsupportedData, text: "text messages only",
    reason: .protocolError)
  static let unfinished = Self(
    manner: .fail, code: .policyViolation, text: "message not finished in time", reason: .lost)
  /// A WebSocket that was to take the place of polling, and is of no use: its client has the session
  /// still, so nothing more of it is waited for.
  static let badUpgrade = Self(manner: .abrupt, code: nil, text: "", reason: .protocolError)
  static let disconnected = Self(manner: .abrupt, code: nil, text: "", reason: .closed)
  static let broken = Self(manner: .abrupt, code: nil, text: "", reason: .lost)

  /// The client was taken out of its room by another way than its own connection.
  static func departed(_ reason: LeaveReason) -> Self {
    switch reason {
    case .replaced: .replaced
    case .removed: .removed
    case .expired: .expired
    default: .left
    }
  }

  /// The client closes; its code is echoed (RFC 6455 5.5.1).
  static func answering(_ code: CloseCode?) -> Self {
    Self(manner: .answer, code: code, text: "", reason: .closed)
  }

  static func failing(_ code: CloseCode, _ text: StaticString) -> Self {
    Self(manner: .fail, code: code, text: text, reason: .protocolError)
  }
}
