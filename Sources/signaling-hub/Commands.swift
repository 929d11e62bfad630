import ArgumentParser
import FoundationEssentials
import Logging

/// `signaling-hub`: serves unless another command is named.
struct HubCommand: AsyncParsableCommand {
  static let version = "0.1.0"

  static let configuration = CommandConfiguration(
    commandName: "signaling-hub", abstract: "Lets WebRTC peers find each other.",
    usage: "signaling-hub [serve|health|token] [options]", version: version,
    subcommands: [ServeCommand.self, HealthCommand.self, TokenCommand.self],
    defaultSubcommand: ServeCommand.self)
}

/// `signaling-hub serve`: settings, logging, limits, then the server until a signal.
struct ServeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve", abstract: "Lets WebRTC peers find each other: runs the hub.",
    usage: """
      signaling-hub [serve] [options]
      signaling-hub health [--url url] [--timeout s]
      signaling-hub token --room id --name name --jwt-hs256-file file
      """,
    discussion: """
      Every option can also be set as HUB_<NAME> in the environment (HUB_LOG_LEVEL=debug; lists \
      with commas) or as a key of the JSON file ({"log-level": "debug"}; lists as arrays). \
      Options come first, then the environment, then the file, then the defaults.

      EXAMPLES:
        signaling-hub --port 8080 --log-level debug
        signaling-hub --host 0.0.0.0 --allow-origin https://app.example.org \\
          --trusted-proxy 10.0.0.0/8
      """)

  @OptionGroup(title: "Listening") var listening: ListeningFlags
  @OptionGroup(title: "Authentication") var authentication: AuthenticationFlags
  @OptionGroup(title: "Logging") var logging: LoggingFlags
  @OptionGroup(title: "Limits") var limits: LimitFlags
  @OptionGroup(title: "Rates") var rates: RateFlags
  @OptionGroup(title: "Timing") var timing: TimingFlags

  /// What was given on the command line, by key.
  var given: [String: [String]] {
    let groups: [any SettingFlags] = [
      listening, authentication, logging, limits, rates, timing,
    ]
    return groups.reduce(into: [:]) { $0.merge($1.given) { $1 } }
  }

  func run() async throws {
    let loaded = try SettingsLoader(
      flags: given, environment: ProcessInfo.processInfo.environment
    ).load()
    LineLogHandler.bootstrap(loaded.settings.log)
    let log = Logger(label: "signaling-hub")
    for warning in loaded.remarks + loaded.settings.warnings {
      log.warning("\(warning)")
    }
    let descriptors = DescriptorLimit.raise()
    log.debug("Descriptor limit raised", metadata: ["descriptors": .stringConvertible(descriptors)])
    let credentials = try await Credentials(loaded.settings)
    try await Server.run(loaded.settings, credentials, log)
  }
}
