/// Finds the handler for a request by its method and its exact path.
///
/// `HEAD` is answered by the handler of `GET`; the server leaves the body out. `OPTIONS` has no
/// meaning here: CORS wraps the router.
public struct Router: Sendable {
  /// Answers one request; called on the HTTP thread, so it must not block.
  public typealias Handler = @Sendable (Request) -> Response

  /// One way in.
  public struct Route: Sendable {
    /// The method it answers.
    public let method: Method
    /// The decoded path it answers, compared exactly.
    public let path: String
    /// Who answers.
    public let handler: Handler

    /// Whether a route for `GET` answers `HEAD`, too; an upgrade does not.
    public let answersHead: Bool

    /// A route from its parts.
    public init(
      _ method: Method, _ path: String, answersHead: Bool = true, handler: @escaping Handler
    ) {
      self.method = method
      self.path = path
      self.answersHead = answersHead
      self.handler = handler
    }
  }

  /// By the bytes of the path: String compares canonical forms, which are not exact, and which it
  /// finds in time quadratic in combining marks.
  private let routes: [[UInt8]: [Route]]

  /// A router over these routes; of two equal ones the first wins.
  public init(_ routes: [Route]) {
    self.routes = Dictionary(grouping: routes) { Array($0.path.utf8) }
  }

  /// Answers a request: by its handler, or 404, or 405 with the methods the path knows.
  public func respond(to request: Request) -> Response {
    guard let candidates = routes[Array(request.path.utf8)] else {
      return .error(.notFound, "nothing is served at this path")
    }
    for route in candidates where route.method == request.method {
      return route.handler(request)
    }
    if request.method == .head {
      for route in candidates where route.method == .get && route.answersHead {
        return route.handler(request)
      }
    }
    let allowed = allowedMethods(of: candidates)
    return .error(
      .methodNotAllowed, "this path answers \(allowed)", headers: [("Allow", allowed)])
  }

  /// The methods a path knows, as `Allow` lists them; nil when nothing is served there.
  public func allowedMethods(for path: String) -> String? {
    routes[Array(path.utf8)].map(allowedMethods(of:))
  }

  private func allowedMethods(of candidates: [Route]) -> String {
    var names = Set(candidates.map(\.method.rawValue))
    if candidates.contains(where: { $0.method == .get && $0.answersHead }) { names.insert("HEAD") }
    return names.sorted().joined(separator: ", ")
  }
}
