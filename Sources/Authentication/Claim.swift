/// The claims that decide whether a token is accepted (RFC 7519 4.1, and `rooms` of this hub).
public enum Claim: String, Sendable, CaseIterable {
  /// When the token ends, in seconds since 1970.
  case exp
  /// When it begins, in seconds since 1970.
  case nbf
  /// When it was issued, in seconds since 1970.
  case iat
  /// Whom it is meant for.
  case aud
  /// Who issued it.
  case iss
  /// Whose it is.
  case sub
  /// The chat rooms it opens.
  case rooms

  /// What the claim must be, in words that follow "must be".
  var shape: String {
    switch self {
    case .exp, .nbf, .iat: "a number of seconds since 1970"
    case .aud: "a string or an array of strings"
    case .iss: "a string"
    case .sub: "a string of 1 to 128 bytes without control characters"
    case .rooms: "an array of chat IDs, or \"*\""
    }
  }
}
