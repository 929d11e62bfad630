import Configuration

/// Reads settings: flags before environment before file before defaults.
///
/// The values come from swift-configuration's providers, asked one after the other rather than
/// through its `ConfigReader`, which does not tell where a refused value stood.
struct SettingsLoader {
  /// Values from the command line by key, as typed.
  var flags: [String: [String]] = [:]
  var environment: [String: String] = [:]

  struct Loaded {
    var settings: Settings
    /// Things in the environment that were passed over and that somebody may wonder about.
    var remarks: [String]
  }

  /// - Throws: `Failure` with 64 for a wrong flag, 78 for a wrong variable or file.
  func load() throws(Failure) -> Loaded {
    let variables = try HubVariables(environment)
    var sources = [Source.flags(flags), .variables(variables.own)]
    if let port = variables.plainPort { sources.append(.plainPort(port)) }

    var settings = Settings()
    try Self.apply(.named("config"), from: sources, to: &settings)
    if !settings.configurationFile.isEmpty {
      sources.append(try ConfigurationFile(path: settings.configurationFile).source)
    }
    for setting in Setting.table {
      try Self.apply(setting, from: sources, to: &settings)
    }
    if settings.limits.queueBytes < settings.limits.messageBytes {
      throw .configuration(
        "max-queue-bytes (\(settings.limits.queueBytes)) must not be below max-message-bytes"
          + " (\(settings.limits.messageBytes)): such a message could never be delivered")
    }
    if let contradiction = settings.tokens.contradiction {
      throw .configuration(contradiction)
    }
    return Loaded(settings: settings, remarks: variables.remarks)
  }

  private static func apply(
    _ setting: Setting, from sources: [Source], to settings: inout Settings
  ) throws(Failure) {
    for source in sources {
      let content: ConfigContent?
      do {
        content = try source.values
          .value(forKey: AbsoluteConfigKey([setting.key]), type: setting.kind).value?.content
      } catch {
        throw source.refuse(setting)
      }
      guard let content else { continue }
      guard setting.store(content, &settings) else { throw source.refuse(setting) }
      return
    }
  }
}
