import Authentication
import Endpoints
import HTTPCore
import Logging
import MicroHTTPD
import SignalRelay
import Signaling
import Synchronization
import WebClient

/// The hub: rooms, relay and HTTP server, wired together.
enum Server {
  static func run(_ settings: Settings, _ credentials: Credentials, _ log: Logger) async throws {
    try await Lifecycle.run(HubServer(settings, credentials, log), settings, log)
  }
}

/// The hub as something that can be started and emptied.
final class HubServer: Drainable {
  /// What exists between start and stop.
  private struct Running {
    /// One server for each place to listen at.
    let http: [HTTPServer]
    let relay: SignalRelay
    /// Drops the seats that nobody bound in time.
    let sweeper: Task<Void, Never>
  }

  private let settings: Settings
  private let credentials: Credentials
  private let log: Logger
  private let hub: Hub
  private let running = Mutex<Running?>(nil)

  init(_ settings: Settings, _ credentials: Credentials, _ log: Logger) {
    self.settings = settings
    self.credentials = credentials
    self.log = log
    hub = Hub(settings.hub, admission: Admission(settings.admission))
  }

  func start() async throws -> [Int] {
    let verify = credentials.tokens?.check { Clock.now.unixMilliseconds }
    let relay = try SignalRelay(settings.relay, hub: hub, log: log, verify: verify)
    let http = try listen(relay, verify)
    let sweeper = Task { [hub] in
      while !Task.isCancelled {
        _ = hub.expireSeats(at: Clock.monotonic)
        hub.expireTraces(at: Clock.monotonic)
        try? await Task.sleep(for: .seconds(1))
      }
    }
    running.withLock { $0 = Running(http: http, relay: relay, sweeper: sweeper) }
    return http.map { Int($0.port) }
  }

  private func listen(_ relay: SignalRelay, _ verify: VerifyToken?) throws -> [HTTPServer] {
    let statistics = LateStatistics()
    let admin = credentials.admin
    let endpoints = Endpoints(
      Services(
        hub: hub, origins: settings.originPolicy, trustedProxies: settings.proxyBlocks,
        now: { Clock.now },
        adopt: { socket, entrance in
          relay.adopt(
            descriptor: socket.descriptor, received: socket.received, entrance: entrance)
        },
        probe: { relay.probe($0, answer: $1) },
        sessions: SessionServices(
          open: { relay.openSession($0, reply: $1) },
          poll: { relay.poll(session: $0, reply: $1) },
          post: { relay.post(session: $0, body: $1, reply: $2) },
          mayUpgrade: { relay.mayUpgrade(session: $0, reply: $1) }),
        queuedBytes: { await relay.queuedBytes(of: $0) },
        dialects: settings.spokenDialects,
        announce: { relay.announce($0) },
        traffic: { relay.traffic },
        http: { statistics.traffic },
        documents: WebClient.documents, pages: settings.pages ? WebClient.pages : [],
        version: HubCommand.version,
        adminToken: admin.map { admin in { @Sendable text in admin.matches(text) } },
        verify: verify,
        adviseOnKeys: { [log] in
          log.warning(
            """
            A chat room was asked for, and there is no key to check tokens with: start the hub \
            with --jwt-hs256-file, --jwt-public-key-file or --jwks-file
            """)
        }))
    var servers: [HTTPServer] = []
    for authority in [Authority(host: settings.host, port: settings.port)]
      + settings.extraAuthorities
    {
      do throws(HTTPServerError) {
        servers.append(
          try HTTPServer(settings.http(at: authority), log: log) { endpoints.respond(to: $0) })
      } catch {
        for server in servers { server.stop() }
        throw Failure.cannotListen(
          host: authority.host, port: authority.port, reason: error.reason)
      }
    }
    statistics.servers.withLock { $0 = servers.map(WeakServer.init) }
    return servers
  }

  func refuseReadiness() {
    hub.startDraining()
  }

  func stopAccepting() {
    for server in running.withLock({ $0?.http }) ?? [] { server.stopAccepting() }
  }

  func closeClients() async {
    // The relay flushes what it closes, and gives up a little before its caller does.
    let limit = Interval.milliseconds(max(100, settings.timing.shutdown * 1_000 - 500))
    guard let relay = running.withLock({ $0?.relay }) else { return }
    await relay.drain(within: limit)
    let leftBehind = relay.traffic.leftBehind
    if leftBehind > 0 {
      log.warning(
        "clients left behind: they did not close in time", metadata: ["count": "\(leftBehind)"])
    }
  }

  func flush() async {}

  func stop() {
    guard let running = running.withLock({ $0.take() }) else { return }
    running.sweeper.cancel()
    for server in running.http { server.stop() }
  }
}

/// The HTTP servers' numbers for an endpoint of those same servers: filled in once they exist.
private final class LateStatistics: Sendable {
  let servers = Mutex<[WeakServer]>([])

  var traffic: HTTPTraffic {
    var traffic = HTTPTraffic()
    for server in servers.withLock({ $0.compactMap(\.server) }) {
      let statistics = server.statistics
      traffic.connections += statistics.connectionsOpen
      traffic.requests += statistics.requests
      traffic.streams += statistics.streamsOpen
      for (reason, count) in statistics.refused {
        let label =
          "http_" + reason.rawValue.map { $0 == "-" || $0 == "." ? "_" : String($0) }.joined()
        traffic.refused[label, default: 0] += count
      }
    }
    return traffic
  }
}

/// Weak, so that server and endpoints do not keep each other alive.
private struct WeakServer: Sendable {
  weak let server: HTTPServer?

  init(_ server: HTTPServer) {
    self.server = server
  }
}
