import HTTPCore

/// The documents that describe the hub to programs.
struct DocumentEndpoints {
  let services: Services

  var routes: [Router.Route] {
    [
      // The type that RFC 9512 registers for YAML.
      Router.Route(.get, "/openapi.yaml") { [openAPI = services.openAPI] _ in
        Response(
          status: .ok, headers: [("Content-Type", "application/yaml")], payload: .bytes(openAPI))
      }
    ]
  }
}
