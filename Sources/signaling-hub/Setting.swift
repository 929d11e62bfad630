import Configuration

/// One row of the table of settings: a flag, a `HUB_` variable and a key of the configuration file
/// at once.
struct Setting: Sendable {
  /// The flag without its dashes, and the key in the file: `max-message-bytes`.
  let key: String
  /// What the value is called in help: `bytes`.
  let valueName: String
  /// One line for help.
  let summary: String
  /// What whoever is beyond the limit gets, for settings that are one: `close 1009`, `409`.
  let answer: String?
  /// The values allowed, in words.
  let allowed: String
  /// How the value is read.
  let kind: ConfigType
  /// The value in `Settings`, in words; what help shows as the default.
  let shown: @Sendable (Settings) -> String
  /// Stores a value read, or returns false when it is not allowed.
  let store: @Sendable (ConfigContent, inout Settings) -> Bool

  /// `HUB_MAX_MESSAGE_BYTES`.
  var variable: String { Self.variable(for: key) }

  /// The flag as typed: `--max-message-bytes`.
  var flag: String { "--\(key)" }

  /// The full help line.
  var help: String {
    let answer = answer.map { "; else \($0)" } ?? ""
    let values = allowed.contains("|") ? "\(allowed); " : ""
    return "\(summary)\(answer) (\(values)default: \(shown(Settings())))"
  }

  static func variable(for key: String) -> String {
    variablePrefix + key.uppercased().map { $0 == "-" ? "_" : String($0) }.joined()
  }

  static let variablePrefix = "HUB_"
}

extension Setting {
  /// Where in `Settings` a value goes.
  typealias Path<Value> = any WritableKeyPath<Settings, Value> & Sendable

  /// A whole number in a range.
  static func number(
    _ key: String, _ path: Path<Int>,
    in range: ClosedRange<Int>, _ valueName: String, _ summary: String,
    otherwise answer: String? = nil,
    shown: (@Sendable (Settings) -> String)? = nil
  ) -> Setting {
    Setting(
      key: key, valueName: valueName, summary: summary, answer: answer,
      allowed: "\(range.lowerBound) to \(range.upperBound)", kind: .int,
      shown: shown ?? { "\($0[keyPath: path])" }
    ) { content, settings in
      guard case .int(let number) = content, range.contains(number) else { return false }
      settings[keyPath: path] = number
      return true
    }
  }

  /// A text of a shape.
  static func text(
    _ key: String, _ path: Path<String>,
    as shape: TextShape, _ valueName: String, _ summary: String
  ) -> Setting {
    Setting(
      key: key, valueName: valueName, summary: summary, answer: nil, allowed: shape.words,
      kind: .string, shown: { $0[keyPath: path].isEmpty ? "none" : $0[keyPath: path] }
    ) { content, settings in
      guard case .string(let text) = content, shape.admits(text) else { return false }
      settings[keyPath: path] = text
      return true
    }
  }

  /// Several texts of a shape: a repeated flag, a comma list in the environment, an array in the
  /// file. The source that counts replaces the ones below it; lists are not joined.
  static func list(
    _ key: String, _ path: Path<[String]>,
    of shape: TextShape, _ valueName: String, _ summary: String, otherwise answer: String? = nil
  ) -> Setting {
    Setting(
      key: key, valueName: valueName, summary: "\(summary); may be repeated", answer: answer,
      allowed: shape.words, kind: .stringArray,
      shown: { $0[keyPath: path].isEmpty ? "none" : $0[keyPath: path].joined(separator: ",") }
    ) { content, settings in
      guard case .stringArray(let texts) = content, texts.allSatisfy(shape.admits) else {
        return false
      }
      settings[keyPath: path] = texts
      return true
    }
  }

  /// One of a few words.
  static func choice<Value: RawRepresentable<String> & CaseIterable & Sendable>(
    _ key: String, _ path: Path<Value>, _ valueName: String,
    _ summary: String
  ) -> Setting {
    Setting(
      key: key, valueName: valueName, summary: summary, answer: nil,
      allowed: Value.allCases.map(\.rawValue).joined(separator: "|"), kind: .string,
      shown: { $0[keyPath: path].rawValue }
    ) { content, settings in
      guard case .string(let text) = content, let value = Value(rawValue: text) else {
        return false
      }
      settings[keyPath: path] = value
      return true
    }
  }

  /// At least one of a few words: a list whose items may themselves be comma lists.
  static func choices<Value: RawRepresentable<String> & CaseIterable & Hashable & Sendable>(
    _ key: String, _ path: Path<Set<Value>>, _ valueName: String, _ summary: String
  ) -> Setting {
    Setting(
      key: key, valueName: valueName, summary: "\(summary); a comma list, or repeated",
      answer: nil, allowed: Value.allCases.map(\.rawValue).joined(separator: "|"),
      kind: .stringArray,
      shown: { settings in
        let chosen = Value.allCases.filter(settings[keyPath: path].contains)
        return chosen.count == Value.allCases.count
          ? "all" : chosen.map(\.rawValue).joined(separator: ",")
      }
    ) { content, settings in
      guard case .stringArray(let texts) = content, !texts.isEmpty else { return false }
      var chosen: Set<Value> = []
      for word in texts.flatMap({ $0.split(separator: ",", omittingEmptySubsequences: false) }) {
        guard let value = Value(rawValue: String(word)) else { return false }
        chosen.insert(value)
      }
      settings[keyPath: path] = chosen
      return true
    }
  }

  /// `on` or `off`.
  static func toggle(
    _ key: String, _ path: Path<Bool>, _ summary: String
  ) -> Setting {
    Setting(
      key: key, valueName: "on|off", summary: summary, answer: nil, allowed: "on|off",
      kind: .string, shown: { $0[keyPath: path] ? "on" : "off" }
    ) { content, settings in
      guard case .string(let text) = content, text == "on" || text == "off" else { return false }
      settings[keyPath: path] = text == "on"
      return true
    }
  }
}
