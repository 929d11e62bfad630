import HTTPCore

/// Why the server turned a request away before any handler saw it.
public enum Refusal: String, CaseIterable, Sendable {
  /// A method that is not implemented.
  case unknownMethod = "unknown-method"
  /// A target over its limit.
  case targetTooLong = "target-too-long"
  /// A target that is malformed or does not decode.
  case badTarget = "bad-target"
  /// Folded lines, bare line feeds, NUL bytes or stray spaces in the head.
  case malformedHead = "malformed-head"
  /// A field name that is not a token.
  case badFieldName = "bad-field-name"
  /// A control character in a field value.
  case badFieldValue = "bad-field-value"
  /// A field that may stand only once and did not.
  case repeatedField = "repeated-field"
  /// More field lines than the limit.
  case tooManyFields = "too-many-fields"
  /// Field lines over their limit in bytes.
  case headerTooLarge = "header-too-large"
  /// HTTP/1.1 without `Host`.
  case missingHost = "missing-host"
  /// A `Host` that is not host[:port].
  case badHost = "bad-host"
  /// Both `Content-Length` and `Transfer-Encoding`, or `Transfer-Encoding` in HTTP/1.0.
  case ambiguousLength = "ambiguous-length"
  /// A transfer coding other than exactly `chunked`.
  case transferCoding = "transfer-coding"
  /// A body over its limit.
  case bodyTooLarge = "body-too-large"
  /// An `Expect` other than `100-continue`.
  case expectation = "expectation"
  /// An upgrade in HTTP/1.0.
  case upgradeNeedsHTTP11 = "upgrade-needs-http-1.1"
  /// The head did not arrive in time.
  case headerTimeout = "header-timeout"
  /// The body did not arrive in time.
  case bodyTimeout = "body-timeout"

  /// The status it is answered with.
  public var status: Status {
    switch self {
    case .unknownMethod, .transferCoding: .notImplemented
    case .targetTooLong: .uriTooLong
    case .tooManyFields, .headerTooLarge: .requestHeaderFieldsTooLarge
    case .bodyTooLarge: .contentTooLarge
    case .expectation: .expectationFailed
    case .upgradeNeedsHTTP11: .httpVersionNotSupported
    case .headerTimeout, .bodyTimeout: .requestTimeout
    case .badTarget, .malformedHead, .badFieldName, .badFieldValue, .repeatedField,
      .missingHost, .badHost, .ambiguousLength:
      .badRequest
    }
  }
}

/// A refusal with what the client is told: what was wrong and what would be right.
struct RefusedRequest: Error {
  let reason: Refusal
  let message: String

  init(_ reason: Refusal, _ message: String) {
    self.reason = reason
    self.message = message
  }
}
