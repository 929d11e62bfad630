import HTTPCore
import JSONEnvelope
import Signaling

/// Whether the hub is there (`/livez`), takes clients (`/readyz`), and the Go hub's own form of it.
struct HealthEndpoints {
  let services: Services

  var routes: [Router.Route] {
    [
      Router.Route(.get, "/api/health") { [services] _ in Self.health(services) },
      Router.Route(.get, "/livez") { _ in .json(Array(#"{"status":"ok"}"#.utf8)) },
      Router.Route(.get, "/readyz") { [services] _ in Self.ready(services.hub) },
    ]
  }

  /// `serverTime` is UTC, in the form of Go's layout `2006-01-02 15:04:05`.
  private static func health(_ services: Services) -> Response {
    let timestamp = Timestamp(unixMilliseconds: services.now().unixMilliseconds).text
    var json = Array(#"{"serviceName":"Signaling Server","status":"ok","serverTime":""#.utf8)
    json.append(contentsOf: timestamp.utf8.prefix(10))
    json.append(UInt8(ascii: " "))
    json.append(contentsOf: timestamp.utf8.dropFirst(11).prefix(8))
    json.append(contentsOf: #""}"#.utf8)
    return .json(json)
  }

  private static func ready(_ hub: Hub) -> Response {
    if hub.isDraining { return .error(.serviceUnavailable, "the hub is stopping") }
    if !hub.admission.hasDescriptors {
      return .error(.serviceUnavailable, "no file descriptor is left for another connection")
    }
    return .json(Array(#"{"status":"ok"}"#.utf8))
  }
}
