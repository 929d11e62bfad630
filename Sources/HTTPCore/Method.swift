/// A request method: the case-sensitive token that opens a request (RFC 9110 section 9).
public struct Method: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
  /// The token as it stands on the wire.
  public let rawValue: String

  /// Wraps a token; any text is accepted, the server's gate decides what it lets in.
  public init(rawValue: String) { self.rawValue = rawValue }

  /// The token as it stands on the wire.
  public var description: String { rawValue }

  /// `GET`: transfer a representation of the resource.
  public static let get = Method(rawValue: "GET")
  /// `HEAD`: as `GET`, but the answer has no content.
  public static let head = Method(rawValue: "HEAD")
  /// `POST`: let the resource process the content.
  public static let post = Method(rawValue: "POST")
  /// `PUT`: replace the resource.
  public static let put = Method(rawValue: "PUT")
  /// `DELETE`: remove the resource.
  public static let delete = Method(rawValue: "DELETE")
  /// `OPTIONS`: ask what is possible; browsers send it as the CORS preflight.
  public static let options = Method(rawValue: "OPTIONS")
  /// `PATCH`: change a part of the resource (RFC 5789).
  public static let patch = Method(rawValue: "PATCH")
  /// `QUERY`: like GET, with the question in the body.
  public static let query = Method(rawValue: "QUERY")
  /// `TRACE`: loop the request back.
  public static let trace = Method(rawValue: "TRACE")
}
