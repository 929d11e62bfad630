/// A status code: three digits that tell how a request went (RFC 9110 section 15).
public struct Status: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
  /// The code, 100 to 599.
  public let rawValue: Int

  /// Wraps a code.
  public init(rawValue: Int) { self.rawValue = rawValue }

  /// The code and its phrase, as in `404 Not Found`.
  public var description: String { "\(rawValue) \(reasonPhrase)" }

  /// 101: the connection now speaks the protocol named in `Upgrade`.
  public static let switchingProtocols = Status(rawValue: 101)
  /// 200: done.
  public static let ok = Status(rawValue: 200)
  /// 204: done, and there is nothing to say.
  public static let noContent = Status(rawValue: 204)
  /// 304: what the client has is still current.
  public static let notModified = Status(rawValue: 304)
  /// 400: the request cannot be understood.
  public static let badRequest = Status(rawValue: 400)
  /// 401: credentials are needed.
  public static let unauthorized = Status(rawValue: 401)
  /// 403: understood, and refused.
  public static let forbidden = Status(rawValue: 403)
  /// 404: nothing lives there.
  public static let notFound = Status(rawValue: 404)
  /// 405: the resource knows other methods; they stand in `Allow`.
  public static let methodNotAllowed = Status(rawValue: 405)
  /// 408: the request did not arrive in time.
  public static let requestTimeout = Status(rawValue: 408)
  /// 409: the request collides with the state of the resource.
  public static let conflict = Status(rawValue: 409)
  /// 411: a `Content-Length` is needed.
  public static let lengthRequired = Status(rawValue: 411)
  /// 413: the content is over the limit.
  public static let contentTooLarge = Status(rawValue: 413)
  /// 414: the request target is over the limit.
  public static let uriTooLong = Status(rawValue: 414)
  /// 415: the content has a type the resource does not read.
  public static let unsupportedMediaType = Status(rawValue: 415)
  /// 417: the `Expect` field asks for something unknown.
  public static let expectationFailed = Status(rawValue: 417)
  /// 426: the resource is served over another protocol; it stands in `Upgrade`.
  public static let upgradeRequired = Status(rawValue: 426)
  /// 429: too many requests; `Retry-After` says when to come back.
  public static let tooManyRequests = Status(rawValue: 429)
  /// 431: the header section is over the limit (RFC 6585).
  public static let requestHeaderFieldsTooLarge = Status(rawValue: 431)
  /// 500: the server failed.
  public static let internalServerError = Status(rawValue: 500)
  /// 501: the server does not implement what the request needs.
  public static let notImplemented = Status(rawValue: 501)
  /// 503: not now; `Retry-After` says when to come back.
  public static let serviceUnavailable = Status(rawValue: 503)
  /// 504: whoever knows the answer did not give it in time.
  public static let gatewayTimeout = Status(rawValue: 504)
  /// 505: the request's HTTP version does not suffice.
  public static let httpVersionNotSupported = Status(rawValue: 505)

  /// The phrase of RFC 9110 for the code, `Unknown` for a code this type does not name.
  public var reasonPhrase: String {
    switch rawValue {
    case 101: "Switching Protocols"
    case 200: "OK"
    case 204: "No Content"
    case 304: "Not Modified"
    case 400: "Bad Request"
    case 401: "Unauthorized"
    case 403: "Forbidden"
    case 404: "Not Found"
    case 405: "Method Not Allowed"
    case 408: "Request Timeout"
    case 409: "Conflict"
    case 411: "Length Required"
    case 413: "Content Too Large"
    case 414: "URI Too Long"
    case 415: "Unsupported Media Type"
    case 417: "Expectation Failed"
    case 426: "Upgrade Required"
    case 429: "Too Many Requests"
    case 431: "Request Header Fields Too Large"
    case 500: "Internal Server Error"
    case 501: "Not Implemented"
    case 503: "Service Unavailable"
    case 504: "Gateway Timeout"
    case 505: "HTTP Version Not Supported"
    default: "Unknown"
    }
  }
}
