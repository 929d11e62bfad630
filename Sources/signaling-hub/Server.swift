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
    let http: HTTPServer
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

  func start() async throws -> Int {
    let relay = try SignalRelay(settings.relay, hub: hub, log: log)
    let http = try listen(relay)
    let sweeper = Task { [hub] in
      while !Task.isCancelled {
        _ = hub.expireSeats(at: Clock.monotonic)
        try? await Task.sleep(for: .seconds(1))
      }
    }
    running.withLock { $0 = Running(http: http, relay: relay, sweeper: sweeper) }
    return Int(http.port)
  }

  private func listen(_ relay: SignalRelay) throws -> HTTPServer {
    let statistics = LateStatistics()
    let endpoints = Endpoints(
      Services(
        hub: hub, origins: settings.originPolicy, trustedProxies: settings.proxyBlocks,
        now: { Clock.now },
        adopt: { socket, entrance in
          relay.adopt(
            descriptor: socket.descriptor, received: socket.received, entrance: entrance)
        },
        announce: { relay.announce($0) },
        traffic: { relay.traffic },
        http: { statistics.traffic },
        openAPI: Documents.openAPI, version: HubCommand.version))
    do throws(HTTPServerError) {
      let http = try HTTPServer(settings.http, log: log) { endpoints.respond(to: $0) }
      statistics.server.withLock { $0 = WeakServer(http) }
      return http
    } catch {
      throw Failure.cannotListen(
        host: settings.host, port: settings.port, reason: error.reason)
    }
  }

  func refuseReadiness() {
    hub.startDraining()
  }

  func stopAccepting() {
    running.withLock { $0?.http }?.stopAccepting()
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
    running.http.stop()
  }
}

/// The HTTP server's numbers for an endpoint of that same server: filled in once it exists.
private final class LateStatistics: Sendable {
  let server = Mutex<WeakServer?>(nil)

  var traffic: HTTPTraffic {
    var traffic = HTTPTraffic()
    guard let statistics = server.withLock({ $0?.server })?.statistics else { return traffic }
    traffic.connections = statistics.connectionsOpen
    traffic.requests = statistics.requests
    for (reason, count) in statistics.refused {
      traffic.refused[
        "http_" + reason.rawValue.map { $0 == "-" || $0 == "." ? "_" : String($0) }.joined()] =
        count
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
