/// A whole request as a value: the head was checked, the body has arrived.
public struct Request: Sendable {
  /// The method.
  public let method: Method
  /// The target as it came, query included.
  public let target: String
  /// The decoded path, without the query.
  public let path: String
  /// What stands in the path for the parameters of the route that answers it.
  public internal(set) var parameters = PathParameters()
  /// The parsed query.
  public let query: Query
  /// The header fields.
  public let headers: HeaderFields
  /// The body, with any transfer coding removed.
  public let body: [UInt8]
  /// The peer of the TCP connection; behind a proxy that is the proxy.
  public let remote: IPAddress

  /// Where the path lies in the bytes of the target.
  let rawPath: Range<Int>

  /// Puts a request together from text, as tests and tools do.
  ///
  /// - Throws: `TargetError` when the target cannot be decoded.
  public init(
    method: Method, target: String, headers: [(name: String, value: String)] = [],
    body: [UInt8] = [], remote: IPAddress = .loopback
  ) throws(TargetError) {
    let bytes = Array(target.utf8)
    self.init(
      method: method, target: try RequestTarget(bytes.span), headers: HeaderFields(headers),
      body: body, remote: remote)
  }

  /// Puts a request together from parts that were checked before.
  package init(
    method: Method, target: RequestTarget, headers: HeaderFields, body: [UInt8],
    remote: IPAddress
  ) {
    self.method = method
    self.target = target.raw
    self.rawPath = target.rawPath
    self.path = target.path
    self.query = target.query
    self.headers = headers
    self.body = body
    self.remote = remote
  }
}
