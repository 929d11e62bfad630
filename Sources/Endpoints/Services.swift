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
  /// Asks a connection for a sign of life. The answer, from any thread, is false when there was
  /// none; the connection has lost its name then.
  public var probe: @Sendable (ConnectionID, @escaping @Sendable (Bool) -> Void) -> Void
  /// Socket.IO sessions over HTTP.
  public var sessions: SessionServices
  /// How many bytes wait for each of these connections; without those that are gone.
  public var queuedBytes: @Sendable ([ConnectionID]) async -> [ConnectionID: Int]
  /// The protocols that are spoken here.
  public var dialects: Set<Dialect>
  /// Tells the relay that a client left over REST.
  public var announce: @Sendable (Departure) -> Void
  /// The relay's numbers.
  public var traffic: @Sendable () -> Traffic
  /// The HTTP server's numbers.
  public var http: @Sendable () -> HTTPTraffic
  /// The interface's description, as files.
  public var documents: [StaticFile]
  /// The pages with their scripts; none when they are switched off.
  public var pages: [StaticFile]
  /// The program's version.
  public var version: String
  /// Whether a text is the administrators' token; nil when the hub has none.
  public var adminToken: (@Sendable (String) -> Bool)?
  /// Says what an access token tells of its bearer; nil when the hub has no key to check one with.
  public var verify: VerifyToken?
  /// Told once that somebody came whose token could not be checked, for want of a key: whoever runs
  /// the hub learns from it how to give it one.
  public var adviseOnKeys: @Sendable () -> Void

  /// All of them.
  public init(
    hub: Hub, origins: OriginPolicy, trustedProxies: [AddressBlock],
    now: @escaping @Sendable () -> Moment,
    adopt: @escaping @Sendable (HandedOffSocket, Entrance) -> Void,
    probe: @escaping @Sendable (ConnectionID, @escaping @Sendable (Bool) -> Void) -> Void,
    sessions: SessionServices,
    queuedBytes: @escaping @Sendable ([ConnectionID]) async -> [ConnectionID: Int],
    dialects: Set<Dialect>,
    announce: @escaping @Sendable (Departure) -> Void,
    traffic: @escaping @Sendable () -> Traffic,
    http: @escaping @Sendable () -> HTTPTraffic,
    documents: [StaticFile], pages: [StaticFile], version: String,
    adminToken: (@Sendable (String) -> Bool)? = nil,
    verify: VerifyToken? = nil,
    adviseOnKeys: @escaping @Sendable () -> Void = {}
  ) {
    self.hub = hub
    self.origins = origins
    self.trustedProxies = trustedProxies
    self.now = now
    self.adopt = adopt
    self.probe = probe
    self.sessions = sessions
    self.queuedBytes = queuedBytes
    self.dialects = dialects
    self.announce = announce
    self.traffic = traffic
    self.http = http
    self.documents = documents
    self.pages = pages
    self.version = version
    self.adminToken = adminToken
    self.verify = verify
    self.adviseOnKeys = adviseOnKeys
  }
}

/// The HTTP server's numbers, as `/metrics` shows them.
public struct HTTPTraffic: Sendable {
  /// Connections that speak HTTP now.
  public var connections = 0
  /// Answers that are streamed now.
  public var streams = 0
  /// Requests that reached an endpoint.
  public var requests = 0
  /// Requests refused before that, by the word for the reason.
  public var refused: [String: Int] = [:]

  /// Nothing yet.
  public init() {}
}
