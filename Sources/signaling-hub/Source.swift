import Configuration

/// One place settings are read from.
struct Source: Sendable {
  let values: any ConfigSnapshot
  /// How the setting is called there: `--port`, `HUB_PORT`, `port in hub.json`.
  let name: @Sendable (Setting) -> String
  /// The value as written there.
  let raw: @Sendable (Setting) -> String
  /// Makes the failure from its message: a wrong flag is a usage error, all else configuration.
  let failure: @Sendable (String) -> Failure

  /// The failure for a value that is not allowed.
  func refuse(_ setting: Setting) -> Failure {
    let value = LogText.quoted(raw(setting))
    return failure("\(name(setting)) is \(value); allowed: \(setting.allowed)")
  }

  static func flags(_ values: [String: [String]]) -> Source {
    var contents: [AbsoluteConfigKey: ConfigValue] = [:]
    for (key, texts) in values {
      contents[AbsoluteConfigKey([key])] = ConfigValue(content(key, texts), isSecret: false)
    }
    return Source(
      values: InMemoryProvider(name: "flags", values: contents).snapshot(), name: \.flag,
      raw: { values[$0.key]?.joined(separator: ",") ?? "" }, failure: Failure.usage)
  }

  /// A number that is none stays text: the lookup then refuses it.
  private static func content(_ key: String, _ texts: [String]) -> ConfigContent {
    let last = texts.last ?? ""
    return switch Setting.named(key).kind {
    case .stringArray: .stringArray(texts)
    case .int: Int(last).map(ConfigContent.int) ?? .string(last)
    default: .string(last)
    }
  }

  static func variables(_ variables: [String: String]) -> Source {
    Source(
      values: EnvironmentVariablesProvider(environmentVariables: variables)
        .prefixKeys(with: "hub").snapshot(),
      name: \.variable, raw: { variables[$0.variable] ?? "" }, failure: Failure.configuration)
  }

  static func plainPort(_ value: String) -> Source {
    Source(
      values: EnvironmentVariablesProvider(environmentVariables: ["PORT": value]).snapshot(),
      name: { _ in "PORT" }, raw: { _ in value }, failure: Failure.configuration)
  }
}
