import ArgumentParser

/// Flags that stand for rows of the table of settings. The library finds flags by property, so each
/// needs its line; name, help, default and range come from the table, and values stay text until
/// the table reads them.
protocol SettingFlags: ParsableArguments {}

extension SettingFlags {
  /// What was given on the command line, by key.
  var given: [String: [String]] {
    var values: [String: [String]] = [:]
    for child in Mirror(reflecting: self).children {
      guard let label = child.label else { continue }
      if let option = child.value as? Option<String?>, let value = option.wrappedValue {
        values[Self.key(of: label)] = [value]
      } else if let option = child.value as? Option<[String]>, !option.wrappedValue.isEmpty {
        values[Self.key(of: label)] = option.wrappedValue
      }
    }
    return values
  }

  /// `_maxMessageBytes` is `max-message-bytes`, as the library names its flag.
  private static func key(of label: String) -> String {
    label.drop { $0 == "_" }
      .map { $0.isUppercase ? "-\($0.lowercased())" : String($0) }
      .joined()
  }
}

extension ArgumentHelp {
  /// The help of the row called `key`.
  fileprivate static func row(_ key: String) -> ArgumentHelp {
    let setting = Setting.named(key)
    return ArgumentHelp(
      "\(setting.help)", valueName: setting.valueName)
  }
}

struct ListeningFlags: SettingFlags {
  @Option(help: .row("config")) var config: String?
  @Option(help: .row("host")) var host: String?
  @Option(help: .row("port")) var port: String?
  @Option(help: .row("listen")) var listen: [String] = []
  @Option(help: .row("loops")) var loops: String?
  @Option(help: .row("allow-origin")) var allowOrigin: [String] = []
  @Option(help: .row("trusted-proxy")) var trustedProxy: [String] = []
  @Option(help: .row("dialects")) var dialects: [String] = []
  @Option(help: .row("stun-server")) var stunServer: [String] = []
  @Option(help: .row("pages")) var pages: String?
}

struct AuthenticationFlags: SettingFlags {
  @Option(help: .row("jwt-hs256-file")) var jwtHs256File: String?
  @Option(help: .row("jwt-public-key-file")) var jwtPublicKeyFile: String?
  @Option(help: .row("jwks-file")) var jwksFile: String?
  @Option(help: .row("jwt-audience")) var jwtAudience: String?
  @Option(help: .row("jwt-issuer")) var jwtIssuer: String?
  @Option(help: .row("admin-token-file")) var adminTokenFile: String?
}

struct LoggingFlags: SettingFlags {
  @Option(help: .row("log-level")) var logLevel: String?
  @Option(help: .row("log-format")) var logFormat: String?
}

struct LimitFlags: SettingFlags {
  @Option(help: .row("max-message-bytes")) var maxMessageBytes: String?
  @Option(help: .row("max-message-frames")) var maxMessageFrames: String?
  @Option(help: .row("max-queue-bytes")) var maxQueueBytes: String?
  @Option(help: .row("max-room-clients")) var maxRoomClients: String?
  @Option(help: .row("max-clients")) var maxClients: String?
  @Option(help: .row("max-clients-per-address")) var maxClientsPerAddress: String?
  @Option(help: .row("max-http-connections")) var maxHttpConnections: String?
  @Option(help: .row("inspect-pairs")) var inspectPairs: String?
}

struct RateFlags: SettingFlags {
  @Option(help: .row("rate-limit")) var rateLimit: String?
  @Option(help: .row("joins-per-second")) var joinsPerSecond: String?
  @Option(help: .row("join-burst")) var joinBurst: String?
  @Option(help: .row("messages-per-second")) var messagesPerSecond: String?
  @Option(help: .row("message-burst")) var messageBurst: String?
  @Option(help: .row("failed-binds-per-minute")) var failedBindsPerMinute: String?
}

struct TimingFlags: SettingFlags {
  @Option(help: .row("seat-seconds")) var seatSeconds: String?
  @Option(help: .row("ping-after-seconds")) var pingAfterSeconds: String?
  @Option(help: .row("pong-within-seconds")) var pongWithinSeconds: String?
  @Option(help: .row("probe-after-seconds")) var probeAfterSeconds: String?
  @Option(help: .row("inspect-linger-seconds")) var inspectLingerSeconds: String?
  @Option(help: .row("shutdown-seconds")) var shutdownSeconds: String?
}
