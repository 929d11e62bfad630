import Logging
import ServiceLifecycle
import UnixSignals

/// Runs a server until SIGTERM or SIGINT, then drains it.
enum Lifecycle {
  /// Time after the drain's own bound until the process is ended whatever still runs.
  static let grace = 2

  /// Returns when the server has been drained; throws what its start throws.
  ///
  /// A second signal ends the process at once, as does a drain that overruns its bound by `grace`
  /// seconds, so that with the default of 8 s the process is gone within 10 s.
  static func run(_ server: some Drainable, _ settings: Settings, _ log: Logger) async throws {
    let group = ServiceGroup(
      configuration: .init(
        // Shutdown goes from the last to the first.
        services: [
          .init(
            service: ServerService(server: server, settings: settings, log: log),
            successTerminationBehavior: .gracefullyShutdownGroup),
          .init(service: LastResortService(seconds: settings.timing.shutdown + grace)),
        ],
        gracefulShutdownSignals: [.sigterm, .sigint], logger: log))
    try await group.run()
  }
}

/// The server as a service. It starts only here, when the group has its signal handlers, so that
/// whoever reads the announcement may send a signal.
struct ServerService<Server: Drainable>: Service {
  let server: Server
  let settings: Settings
  let log: Logger

  func run() async throws {
    let ports = try await server.start()
    let hosts = [settings.host] + settings.extraAuthorities.map(\.host)
    announce(
      zip(hosts, ports).map { Authority(host: $0, port: $1) }, as: settings.log.format.line(),
      log: log)
    // Throws only when cancelled, which calls for the same end.
    try? await gracefulShutdown()
    await drain(server, within: .seconds(settings.timing.shutdown), log: log)
  }
}

/// Arms the last resort when the shutdown begins.
private struct LastResortService: Service {
  let seconds: Int

  func run() async throws {
    do {
      try await gracefulShutdown()
    } catch {
      return
    }
    LastResort.arm(seconds: seconds)
  }
}
