import HTTPCore

/// The access token of a request, wherever its sender could put it (RFC 6750 2).
enum BearerToken {
  /// What a subprotocol starts with that is a token: a page cannot give a WebSocket any header
  /// field but that one.
  private static let prefixes = ["access_token.", "bearer."]

  /// Finds the token: in the query (`access_token`), in the `Authorization` field, or among the
  /// subprotocols of a WebSocket handshake. Empty is as good as none.
  ///
  /// - Throws: `RequestProblem` when there is more than one: it could not be said whose request
  ///   this is.
  static func find(
    in request: Request, subprotocols: [String] = []
  ) throws(RequestProblem) -> String? {
    var tokens = request.query.all("access_token") + inHeader(of: request)
    tokens += subprotocols.compactMap(Self.token)
    tokens.removeAll { $0.isEmpty }
    guard tokens.count <= 1 else {
      throw RequestProblem(
        description: "one access token is enough: query, Authorization or subprotocol")
    }
    return tokens.first
  }

  /// Whether a subprotocol that is offered holds no token: such a one may be answered with.
  static func isNone(_ offer: String) -> Bool {
    token(in: offer) == nil
  }

  /// By its bytes: String compares canonical forms, which it finds in time quadratic in combining
  /// marks.
  private static func token(in offer: String) -> String? {
    let prefix = prefixes.first { offer.utf8.starts(with: $0.utf8) }
    return prefix.map { String(Substring(offer.utf8.dropFirst($0.utf8.count))) }
  }

  /// The tokens of the `Authorization` fields; those of other schemes than Bearer are for others,
  /// a proxy perhaps.
  static func inHeader(of request: Request) -> [String] {
    request.headers.all("Authorization").compactMap { field in
      let parts = field.utf8.split(separator: UInt8(ascii: " "), maxSplits: 1)
      guard let scheme = parts.first, scheme.isEqual(toWord: "Bearer") else { return nil }
      guard parts.count == 2 else { return "" }
      // RFC 9110 11.4: any number of spaces stands between scheme and token.
      return String(Substring(parts[1].drop { $0 == UInt8(ascii: " ") }))
    }
  }
}
