import Endpoints
import HTTPCore
import MicroHTTPD
import SignalRelay
import Signaling

/// The settings as each part of the program wants them.
extension Settings {
  var hub: Hub.Configuration {
    var configuration = Hub.Configuration()
    configuration.roomCapacity = limits.roomClients
    configuration.seatLifetime = .seconds(timing.seat)
    configuration.stunServers = stunServers
    configuration.tracedPairs = limits.inspectedPairs
    configuration.traceLinger = .seconds(timing.inspectLinger)
    return configuration
  }

  var admission: Admission.Limits {
    var limits = Admission.Limits()
    limits.clients = self.limits.clients
    limits.connections = socketBudget
    guard rates.enabled else {
      limits.perAddress = nil
      return limits
    }
    limits.perAddress?.clients = self.limits.clientsPerAddress
    limits.perAddress?.joins = Rate(
      perSecond: Double(rates.joinsPerSecond), burst: Double(rates.joinBurst))
    limits.perAddress?.failedBinds = Rate(
      perSecond: Double(rates.failedBindsPerMinute) / 60,
      burst: Double(rates.failedBindsPerMinute))
    return limits
  }

  var relay: SignalRelay.Configuration {
    var configuration = SignalRelay.Configuration()
    configuration.loops = loops
    configuration.messageBytes = limits.messageBytes
    configuration.messageFrames = limits.messageFrames
    configuration.queueBytes = limits.queueBytes
    configuration.messageRate =
      rates.enabled
      ? Rate(perSecond: Double(rates.messagesPerSecond), burst: Double(rates.messageBurst)) : nil
    configuration.pingAfter = .seconds(timing.pingAfter)
    configuration.pongWithin = .seconds(timing.pongWithin)
    configuration.probeAfter = .seconds(timing.probeAfter)
    return configuration
  }

  /// The protocols that are switched on.
  var spokenDialects: Set<Dialect> {
    let words = Set(dialects.map(\.rawValue))
    return Set(Dialect.allCases.filter { words.contains($0.label) })
  }

  func http(at authority: Authority) -> HTTPServer.Configuration {
    var configuration = HTTPServer.Configuration()
    configuration.host = authority.host
    configuration.port = UInt16(authority.port)
    // Shared evenly by all places that are listened at.
    let httpConnections = max(1, httpConnections / (1 + listeners.count))
    configuration.maximumConnections = httpConnections
    // One address may not hold every connection; behind a proxy all have the proxy's address.
    if rates.enabled, trustedProxies.isEmpty {
      configuration.connectionsPerAddress = max(16, httpConnections / 8)
      configuration.streamsPerAddress = 16
    }
    return configuration
  }

  /// Where to listen besides `host` and `port`; a port alone is one of `host`.
  var extraAuthorities: [Authority] {
    listeners.compactMap { Authority(listener: $0, defaultHost: host) }
  }

  var originPolicy: OriginPolicy { OriginPolicy(allowed: allowedOrigins) ?? .sameHost }
  var proxyBlocks: [AddressBlock] { trustedProxies.compactMap(AddressBlock.init) }

  /// Descriptors that are neither an HTTP connection's nor a WebSocket's: standard streams, logs,
  /// epoll sets, the listening socket, and what libraries open for a moment.
  private static let spareDescriptors = 64

  /// HTTP connections, of which a process with few descriptors has fewer.
  private var httpConnections: Int {
    min(limits.httpConnections, max(8, (DescriptorLimit.current - Self.spareDescriptors) / 4))
  }

  /// WebSocket connections that there are descriptors for.
  private var socketBudget: Int {
    max(1, DescriptorLimit.current - Self.spareDescriptors - httpConnections)
  }
}
