import HTTPCore

/// The files that the hub serves: documents, and pages with their scripts.
struct SiteEndpoints {
  let services: Services

  var routes: [Router.Route] {
    (services.documents + services.pages.filter { $0.path != "/" }).map { file in
      Router.Route(.get, file.path) { file.response(to: $0, Self.fields) }
    }
  }

  /// The page at `/`, which shares its path with a protocol whose clients come with an upgrade.
  static func home(
    _ page: StaticFile?, upgrading open: (@Sendable (Request) -> Response)?
  ) -> [Router.Route] {
    guard let page else {
      return open.map { [Router.Route(.get, "/", answersHead: false, handler: $0)] } ?? []
    }
    return [
      Router.Route(.get, "/") { request in
        guard request.method == .get, request.headers["Upgrade"] != nil else {
          return page.response(to: request, fields)
        }
        return open?(request)
          ?? .error(.notFound, "no WebSocket here: the ws protocol is switched off")
      }
    ]
  }

  /// What a page may do: run and load what the hub serves, and talk to the hub. Nothing inline,
  /// nothing from elsewhere, and nobody may frame it.
  private static let fields: [(name: String, value: String)] = [
    (
      "Content-Security-Policy",
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; "
        + "media-src 'self' blob:; connect-src 'self'; manifest-src 'self'; worker-src 'self'; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "no-referrer"),
    ("Permissions-Policy", "camera=(self), microphone=(self), display-capture=(self)"),
  ]
}
