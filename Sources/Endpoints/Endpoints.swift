import HTTPCore
import Signaling

/// Every route of the hub, with CORS around them: requests in, responses out.
public struct Endpoints: Sendable {
  private let router: Router
  private let origins: OriginPolicy

  /// Routes over these services.
  public init(_ services: Services) {
    self.init(Router(Routes(services).all), origins: services.origins)
  }

  /// CORS around any routes.
  init(_ router: Router, origins: OriginPolicy) {
    self.router = router
    self.origins = origins
  }

  /// Answers one request. It never blocks and never throws: every failure is a response.
  public func respond(to request: Request) -> Response {
    let origin = request.headers["Origin"]
    if request.method == .options { return options(request, origin: origin) }
    let response = router.respond(to: request)
    guard case .later(let deferred) = response.payload else {
      return Self.share(response, with: origin, by: origins)
    }
    return .later(deferred.map { [origins] in Self.share($0, with: origin, by: origins) })
  }

  /// Adds the fields that let a page of an origin read the answer.
  private static func share(
    _ response: Response, with origin: String?, by origins: OriginPolicy
  ) -> Response {
    switch response.payload {
    case .bytes, .stream: break
    // The handshake has its own check; a 101 carries no CORS fields.
    case .upgrade, .later: return response
    }
    var response = response
    let fields = origins.responseFields(for: origin)
    response.headers += fields
    // Fetch 3.3.4: pages see no other fields but a few. This one tells them when to come back.
    if response.headers.contains(where: { $0.name == "Retry-After" }),
      fields.contains(where: { $0.name == "Access-Control-Allow-Origin" })
    {
      response.headers.append(("Access-Control-Expose-Headers", "Retry-After"))
    }
    return response
  }

  /// Answers `OPTIONS`, a browser's preflight among them (Fetch, 3.3.3).
  private func options(_ request: Request, origin: String?) -> Response {
    guard let allowed = router.allowedMethods(for: request) else {
      return router.respond(to: request)
    }
    let methods = allowed + ", OPTIONS"
    guard let origin, request.headers["Access-Control-Request-Method"] != nil else {
      return Response(status: .noContent, headers: [("Allow", methods)], payload: .bytes([]))
    }
    guard origins.isListed(origin) else {
      return .error(
        .forbidden, "this origin may not call from a browser; start the hub with --allow-origin")
    }
    return Response(
      status: .noContent,
      headers: origins.responseFields(for: origin) + [
        ("Access-Control-Allow-Methods", methods),
        ("Access-Control-Allow-Headers", "Authorization, Content-Type"),
        ("Access-Control-Max-Age", "600"),
      ],
      payload: .bytes([]))
  }
}
