/// Finds the handler for a request by its method and its path.
///
/// A path in braces, `/rooms/{roomID}`, stands for every text in that segment; a route whose path
/// fits to the letter goes before, for all methods. `HEAD` is answered by the handler of `GET`;
/// the server leaves the body out. `OPTIONS` has no meaning here: CORS wraps the router.
public struct Router: Sendable {
  /// Answers one request; called on the HTTP thread, so it must not block.
  public typealias Handler = @Sendable (Request) -> Response

  /// One way in.
  public struct Route: Sendable {
    /// The method it answers.
    public let method: Method
    /// The decoded path it answers, compared exactly but for segments in braces: such a parameter
    /// takes one segment that is not empty, decoded by itself, so that `%2F` does not end it.
    public let path: String
    /// Who answers; it finds the parameters in `Request.parameters`.
    public let handler: Handler

    /// Whether a route for `GET` answers `HEAD`, too; an upgrade does not.
    public let answersHead: Bool

    /// A route from its parts. A parameter must be a whole segment, and its name may stand in the
    /// path only once.
    public init(
      _ method: Method, _ path: String, answersHead: Bool = true, handler: @escaping Handler
    ) {
      self.method = method
      self.path = path
      self.answersHead = answersHead
      self.handler = handler
    }
  }

  /// A route with the parameters of its path, if it has any.
  fileprivate struct Candidate {
    let route: Route
    let pattern: PathPattern?
  }

  /// By the bytes of the path: String compares canonical forms, which are not exact, and which it
  /// finds in time quadratic in combining marks.
  private let literals: [[UInt8]: [Candidate]]
  /// The routes with parameters, together where they match the same paths; in the order in which
  /// they are tried.
  private let patterns: [[Candidate]]
  private let longestPattern: Int

  /// A router over these routes; of two equal ones the first wins.
  public init(_ routes: [Route]) {
    let candidates = routes.map { Candidate(route: $0, pattern: PathPattern($0.path)) }
    literals = Dictionary(grouping: candidates.filter { $0.pattern == nil }) {
      Array($0.route.path.utf8)
    }
    let grouped = Dictionary(grouping: candidates.filter { $0.pattern != nil }) {
      $0.pattern?.shape
    }
    patterns = grouped.values.sorted { first, second in
      guard let first = first[0].pattern, let second = second[0].pattern else { return false }
      return first.precedes(second)
    }
    longestPattern = candidates.compactMap { $0.pattern?.segments.count }.max() ?? 0
  }

  /// Answers a request: by its handler, or 404, or 405 with the methods the path knows.
  public func respond(to request: Request) -> Response {
    guard let (candidates, segments) = find(request) else {
      return .error(.notFound, "nothing is served at this path")
    }
    for candidate in candidates where candidate.route.method == request.method {
      return candidate.answer(request, segments)
    }
    if request.method == .head {
      for candidate in candidates where candidate.route.answersHeadByGet {
        return candidate.answer(request, segments)
      }
    }
    let allowed = allowedMethods(of: candidates)
    return .error(
      .methodNotAllowed, "this path answers \(allowed)", headers: [("Allow", allowed)])
  }

  /// The methods that the path of a request knows, as `Allow` lists them; nil when nothing is
  /// served there.
  public func allowedMethods(for request: Request) -> String? {
    find(request).map { allowedMethods(of: $0.candidates) }
  }

  /// The routes of a path, and its decoded segments when they have parameters.
  private func find(_ request: Request) -> (candidates: [Candidate], segments: [String])? {
    if let candidates = literals[Array(request.path.utf8)], !request.hasEscapedSlash {
      return (candidates, [])
    }
    guard !patterns.isEmpty, let segments = request.pathSegments(limit: longestPattern) else {
      return nil
    }
    let found = patterns.first { $0[0].pattern?.matches(segments) ?? false }
    return found.map { ($0, segments) }
  }

  private func allowedMethods(of candidates: [Candidate]) -> String {
    var names = Set(candidates.map(\.route.method.rawValue))
    if candidates.contains(where: \.route.answersHeadByGet) { names.insert("HEAD") }
    return names.sorted().joined(separator: ", ")
  }
}

extension Router.Route {
  fileprivate var answersHeadByGet: Bool { method == .get && answersHead }
}

extension Router.Candidate {
  fileprivate func answer(_ request: Request, _ segments: [String]) -> Response {
    guard let pattern else { return route.handler(request) }
    var request = request
    request.parameters = pattern.parameters(in: segments)
    return route.handler(request)
  }
}
