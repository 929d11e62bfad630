/// Why a connection ended, as the first two bytes of a close frame say it (RFC 6455 7.4).
public struct CloseCode: RawRepresentable, Hashable, Sendable {
  /// The number as it travels.
  public let rawValue: UInt16

  /// Takes any number; `isValidOnWire` tells whether it may travel.
  public init(rawValue: UInt16) {
    self.rawValue = rawValue
  }

  /// Whether a close frame may carry this code.
  ///
  /// 1004 is reserved; 1005, 1006 and 1015 exist only for reports inside one endpoint
  /// (RFC 6455 7.4.1). Beyond the codes registered with IANA only 3000 to 4999 are left to
  /// libraries and applications (RFC 6455 7.4.2).
  public var isValidOnWire: Bool {
    switch rawValue {
    case 1000...1003, 1007...1014, 3000...4999: true
    default: false
    }
  }
}

/// The codes registered with IANA that an endpoint may send.
extension CloseCode {
  /// 1000: the purpose of the connection is fulfilled.
  public static let normalClosure = CloseCode(rawValue: 1000)
  /// 1001: a server going down or a browser leaving the page.
  public static let goingAway = CloseCode(rawValue: 1001)
  /// 1002: the peer broke the protocol.
  public static let protocolError = CloseCode(rawValue: 1002)
  /// 1003: a kind of data this endpoint does not take, such as binary.
  public static let unsupportedData = CloseCode(rawValue: 1003)
  /// 1007: data that contradicts its type, such as text that is not UTF-8.
  public static let invalidPayload = CloseCode(rawValue: 1007)
  /// 1008: a rule of the endpoint was broken and no other code fits.
  public static let policyViolation = CloseCode(rawValue: 1008)
  /// 1009: a message beyond the limits.
  public static let messageTooBig = CloseCode(rawValue: 1009)
  /// 1010: the client wanted an extension that the server did not accept.
  public static let mandatoryExtension = CloseCode(rawValue: 1010)
  /// 1011: the server met something that it cannot handle.
  public static let internalError = CloseCode(rawValue: 1011)
  /// 1012: the service is restarting; reconnect after a random delay.
  public static let serviceRestart = CloseCode(rawValue: 1012)
  /// 1013: the service is overloaded; reconnect later.
  public static let tryAgainLater = CloseCode(rawValue: 1013)
  /// 1014: a gateway got an invalid answer from the server behind it.
  public static let badGateway = CloseCode(rawValue: 1014)
}

/// Codes of this service, out of the range for private use (RFC 6455 7.4.2).
extension CloseCode {
  /// 4401: the token that let the peer in has expired.
  public static let tokenExpired = CloseCode(rawValue: 4401)
  /// 4403: an administrator took the peer out.
  public static let removed = CloseCode(rawValue: 4403)
  /// 4408: the peer did not answer a ping in time.
  public static let lost = CloseCode(rawValue: 4408)
  /// 4409: the peer's name was taken over by another connection.
  public static let replaced = CloseCode(rawValue: 4409)
  /// 4429: the peer sent more messages than its rate allows.
  public static let rateLimited = CloseCode(rawValue: 4429)
}
