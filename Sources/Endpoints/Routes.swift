import HTTPCore
import Signaling

/// All routes of the hub, those of the protocols it speaks among them.
struct Routes {
  let services: Services
  private let refusals = RefusalCounters()
  private let gate: AdminGate
  private let identities: IdentityCheck
  private let sockets: SocketGate

  init(_ services: Services) {
    self.services = services
    gate = AdminGate(services: services, refusals: refusals)
    identities = IdentityCheck(services: services, refusals: refusals)
    sockets = SocketGate(services: services, refusals: refusals, identities: identities)
  }

  var all: [Router.Route] {
    var routes = always
    if services.dialects.contains(.native) { routes += native }
    if services.dialects.contains(.serverpod) { routes += serverpod }
    if services.dialects.contains(.dysonNetwork) { routes += dysonNetwork }
    if services.dialects.contains(.nodeWS) {
      routes += NodeRoomEndpoints(services: services, gate: gate).routes
    }
    if services.dialects.contains(.socketIO) { routes += socketIO }
    return routes + home
  }

  private var always: [Router.Route] {
    HealthEndpoints(services: services).routes
      + ManagedRoomEndpoints(services: services, gate: gate).routes
      + InspectorEndpoints(services: services, gate: gate).routes
      + MetricsEndpoint(services: services, refusals: refusals).routes
      + SiteEndpoints(services: services).routes
  }

  private var native: [Router.Route] {
    RoomEndpoints(services: services, refusals: refusals, gate: gate, identities: identities).routes
      + SocketEndpoint(services: services, gate: sockets).routes
  }

  private var serverpod: [Router.Route] {
    ServerpodEndpoint(services: services, gate: sockets).routes
  }

  private var dysonNetwork: [Router.Route] {
    DysonNetworkEndpoint(services: services, refusals: refusals, gate: sockets).routes
  }

  private var home: [Router.Route] {
    let page = services.pages.first { $0.path == "/" }
    guard services.dialects.contains(.nodeWS) else {
      return SiteEndpoints.home(page, upgrading: nil)
    }
    let socket = NodeSocketEndpoint(services: services, gate: sockets)
    return SiteEndpoints.home(page) { request in socket.open(request) }
  }

  private var socketIO: [Router.Route] {
    SocketIOEndpoint(services: services, refusals: refusals, gate: sockets).routes
      + SocketIORoomEndpoints(
        services: services, refusals: refusals, gate: gate, identities: identities
      ).routes
  }
}
