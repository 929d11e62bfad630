import HTTPCore
import Signaling

/// What the endpoints work with: the hub, and the few things the program around it lends them.
public struct Services: Sendable {
  /// The rooms.
  public var hub: Hub
  /// Who may call from a browser.
  public var origins: OriginPolicy
  /// Proxies whose `X-Forwarded-*` fields are believed.
  public var trustedProxies: [AddressBlock]
  /// Reads both clocks.
  public var now: @Sendable () -> Moment
  /// Hands an upgraded socket to the relay.
  public var adopt: @Sendable (HandedOffSocket, Entrance) -> Void
  /// Tells the relay that a client left over REST.
  public var announce: @Sendable (Departure) -> Void
  /// The relay's numbers.
  public var traffic: @Sendable () -> Traffic
  /// The HTTP server's numbers.
  public var http: @Sendable () -> HTTPTraffic
  /// The served OpenAPI document.
  public var openAPI: [UInt8]
  /// The program's version.
  public var version: String

  /// All of them.
  public init(
    hub: Hub, origins: OriginPolicy, trustedProxies: [AddressBlock],
    now: @escaping @Sendable () -> Moment,
    adopt: @escaping @Sendable (HandedOffSocket, Entrance) -> Void,
    announce: @escaping @Sendable (Departure) -> Void,
    traffic: @escaping @Sendable () -> Traffic,
    http: @escaping @Sendable () -> HTTPTraffic,
    openAPI: [UInt8], version: String
  ) {
    self.hub = hub
    self.origins = origins
    self.trustedProxies = trustedProxies
    self.now = now
    self.adopt = adopt
    self.announce = announce
    self.traffic = traffic
    self.http = http
    self.openAPI = openAPI
    self.version = version
  }
}

/// The HTTP server's numbers, as `/metrics` shows them.
public struct HTTPTraffic: Sendable {
  /// Connections that speak HTTP now.
  public var connections = 0
  /// Requests that reached an endpoint.
  public var requests = 0
  /// Requests refused before that, by the word for the reason.
  public var refused: [String: Int] = [:]

  /// Nothing yet.
  public init() {}
}
