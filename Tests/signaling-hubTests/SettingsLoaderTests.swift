import Configuration
import Testing

@testable import signaling_hub

/// Loads settings from literal sources.
private func load(
  flags: [String: [String]] = [:], environment: [String: String] = [:]
) throws(Failure) -> Settings {
  try SettingsLoader(flags: flags, environment: environment).load().settings
}

private func failure(
  flags: [String: [String]] = [:], environment: [String: String] = [:]
) -> Failure? {
  do {
    _ = try load(flags: flags, environment: environment)
    return nil
  } catch {
    return error
  }
}

@Suite struct SettingsPrecedence {
  @Test func nothingGivenLeavesTheDefaults() throws {
    #expect(try load() == Settings())
  }

  @Test func flagsBeatEnvironmentBeatsPlainPortBeatsFileBeatsDefault() throws {
    let file = try TemporaryFile(#"{"port": 5}"#)
    var flags = ["config": [file.path], "port": ["1"]]
    var environment = ["HUB_PORT": "2", "PORT": "3"]
    #expect(try load(flags: flags, environment: environment).port == 1)
    flags["port"] = nil
    #expect(try load(flags: flags, environment: environment).port == 2)
    environment["HUB_PORT"] = nil
    #expect(try load(flags: flags, environment: environment).port == 3)
    environment["PORT"] = nil
    #expect(try load(flags: flags, environment: environment).port == 5)
    #expect(try load().port == 1337)
  }

  @Test func fileMayBeNamedByTheEnvironment() throws {
    let file = try TemporaryFile(#"{"host": "::1"}"#)
    #expect(try load(environment: ["HUB_CONFIG": file.path]).host == "::1")
  }

  @Test func emptyVariablesCountAsNotSet() throws {
    #expect(try load(environment: ["HUB_PORT": "", "PORT": "", "HUB_HOST": ""]) == Settings())
  }

  @Test func aListReplacesTheOneBelowIt() throws {
    let settings = try load(
      flags: ["allow-origin": ["https://a.example"]],
      environment: ["HUB_ALLOW_ORIGIN": "https://b.example"])
    #expect(settings.allowedOrigins == ["https://a.example"])
  }

  @Test func everyRowReachesItsOwnPlace() throws {
    let samples: [String: [String]] = Dictionary(
      uniqueKeysWithValues: Setting.table.filter { $0.key != "config" }.map { setting in
        let sample =
          switch setting.key {
          case "host": "::1"
          case "allow-origin": "https://a.example"
          case "trusted-proxy": "10.0.0.0/8"
          case "dialects": "serverpod,ws"
          case "log-level": "trace"
          case "log-format": "json"
          case "rate-limit", "pages": "off"
          case "stun-server": "stun:a.example"
          case "max-queue-bytes": "70001"
          default: "\(201 + (Setting.table.firstIndex { $0.key == setting.key } ?? 0))"
          }
        return (setting.key, [sample])
      })
    // Only one of these may be given at a time.
    let exclusive = ["jwt-hs256-file", "jwt-public-key-file", "jwks-file"]
    for own in exclusive {
      let others = Set(exclusive).subtracting([own])
      let settings = try load(flags: samples.filter { !others.contains($0.key) })
      #expect(Setting.named(own).shown(settings) == samples[own]?.first)
      for other in others { #expect(Setting.named(other).shown(settings) == "none") }
    }
    let settings = try load(flags: samples.filter { !exclusive.dropFirst().contains($0.key) })
    for setting in Setting.table
    where !(["config", "loops"] + exclusive).contains(setting.key) {
      #expect(setting.shown(settings) == samples[setting.key]?.first, "\(setting.key)")
    }
    #expect("\(settings.loops)" == samples["loops"]?.first)
  }
}

@Suite struct SettingsLists {
  @Test func flagsRepeat() throws {
    let settings = try load(flags: ["trusted-proxy": ["10.0.0.0/8", "::1"]])
    #expect(settings.trustedProxies == ["10.0.0.0/8", "::1"])
  }

  @Test func theEnvironmentSeparatesWithCommas() throws {
    let settings = try load(
      environment: ["HUB_ALLOW_ORIGIN": "https://a.example, http://b.example:8080"])
    #expect(settings.allowedOrigins == ["https://a.example", "http://b.example:8080"])
  }

  @Test func theFileHasArrays() throws {
    let file = try TemporaryFile(#"{"trusted-proxy": ["192.0.2.0/24", "fd00::/8"]}"#)
    let settings = try load(flags: ["config": [file.path]])
    #expect(settings.trustedProxies == ["192.0.2.0/24", "fd00::/8"])
    let empty = try TemporaryFile(#"{"trusted-proxy": []}"#)
    #expect(try load(flags: ["config": [empty.path]]).trustedProxies == [])
  }

  @Test(arguments: ["https://a.example,", "https://a.example/", "a.example", "null", "https://"])
  func oneWrongItemRefusesTheList(_ origins: String) {
    #expect(failure(environment: ["HUB_ALLOW_ORIGIN": origins])?.exitCode == 78)
  }

  @Test(arguments: ["10.0.0.0/33", "::/129", "10.0.0/8", "10.0.0.0/", "10.0.0.0/-1", "10.0.0.0/+8"])
  func blocksAreChecked(_ block: String) {
    #expect(failure(flags: ["trusted-proxy": [block]])?.exitCode == 64)
  }

  @Test(arguments: ["10.0.0.0/0", "10.0.0.0/32", "::/0", "::1/128", "127.0.0.1"])
  func widestAndNarrowestBlocksPass(_ block: String) throws {
    #expect(try load(flags: ["trusted-proxy": [block]]).trustedProxies == [block])
  }
}

@Suite struct SettingsDialects {
  private func dialects(_ words: String...) throws -> Set<DialectFamily> {
    try load(flags: ["dialects": words]).dialects
  }

  @Test func allAreOnUnlessSomeAreNamed() throws {
    #expect(try load().dialects == Set(DialectFamily.allCases))
    #expect(try dialects("ws") == [.nodeWS])
    #expect(try dialects("native,socketio", "serverpod") == [.native, .socketIO, .serverpod])
    #expect(try load(environment: ["HUB_DIALECTS": "ws, dysonnetwork"]).dialects.count == 2)
    let file = try TemporaryFile(#"{"dialects": ["native", "ws"]}"#)
    #expect(try load(flags: ["config": [file.path]]).dialects == [.native, .nodeWS])
  }

  @Test(arguments: ["", "all", "WS", "ws,", "ws,,native", "ws native", "smoke-signals"])
  func otherWordsAreRefusedWithThoseThereAre(_ words: String) {
    #expect(
      failure(flags: ["dialects": [words]])
        == .usage(
          "--dialects is \"\(words)\"; allowed: native|serverpod|dysonnetwork|ws|socketio"))
  }

  @Test func noneAtAllIsRefused() throws {
    let file = try TemporaryFile(#"{"dialects": []}"#)
    #expect(failure(flags: ["config": [file.path]])?.exitCode == 78)
  }
}

@Suite struct SettingsListeners {
  @Test func portsAreOfTheHostUnlessAnotherIsNamed() throws {
    let settings = try load(
      flags: ["host": ["::1"], "listen": ["1", "h:2", "[fe80::1%eth0]:65535", "10.0.0.1:0"]])
    #expect(
      settings.extraAuthorities == [
        Authority(host: "::1", port: 1), Authority(host: "h", port: 2),
        Authority(host: "fe80::1%eth0", port: 65_535), Authority(host: "10.0.0.1", port: 0),
      ])
  }

  @Test(arguments: [
    "", ":", "h", "h:", ":80", "h:65536", "h:-1", "h:+1", "::1", "::1:80", "[::1]", "[::1]80",
    "[::1]:", "[]:80", "[h]:80", "a b:80", "http://h:80", "65536", " 80", "\u{661}",
  ])
  func otherSpellingsAreRefused(_ text: String) {
    #expect(
      failure(flags: ["listen": [text]])
        == .usage("--listen is \(LogText.quoted(text)); allowed: port, host:port or [v6]:port"))
  }
}

@Suite struct SettingsTokens {
  @Test func keysComeFromOneFile() {
    #expect(
      failure(flags: ["jwks-file": ["a"], "jwt-hs256-file": ["b"]])
        == .configuration(
          "jwt-hs256-file and jwks-file exclude each other: keys come from one file"))
    #expect(
      failure(flags: ["jwks-file": ["a"]], environment: ["HUB_JWT_PUBLIC_KEY_FILE": "b"])?.exitCode
        == 78)
  }

  @Test(arguments: ["jwt-audience", "jwt-issuer"])
  func whatTokensMustSayNeedsKeys(_ key: String) throws {
    #expect(
      failure(flags: [key: ["x"]])
        == .configuration(
          "\(key) without keys: no token would be checked; set one of jwt-hs256-file,"
            + " jwt-public-key-file, jwks-file"))
    #expect(try load(flags: [key: ["x"], "jwks-file": ["f"]]).tokens.keySetFile == "f")
  }

  @Test(arguments: [
    "jwt-hs256-file", "jwt-public-key-file", "jwks-file", "admin-token-file", "jwt-audience",
    "jwt-issuer",
  ])
  func emptyFlagsAreRefused(_ key: String) {
    #expect(failure(flags: [key: [""]])?.exitCode == 64)
  }
}

@Suite struct SettingsRanges {
  static let ranges: [(String, ClosedRange<Int>)] = [
    ("port", 0...65_535), ("loops", 1...256), ("max-message-bytes", 128...16_777_216),
    ("max-message-frames", 1...65_536), ("max-queue-bytes", 4096...1_073_741_824),
    ("max-room-clients", 1...100_000), ("max-clients", 1...10_000_000),
    ("max-clients-per-address", 1...10_000_000), ("max-http-connections", 1...1_000_000),
    ("joins-per-second", 1...1_000_000), ("join-burst", 1...1_000_000),
    ("messages-per-second", 1...1_000_000), ("message-burst", 1...1_000_000),
    ("failed-binds-per-minute", 1...1_000_000), ("seat-seconds", 1...86_400),
    ("ping-after-seconds", 1...3600), ("pong-within-seconds", 1...600),
    ("probe-after-seconds", 1...3600), ("shutdown-seconds", 1...300),
    ("inspect-pairs", 0...1_000_000), ("inspect-linger-seconds", 0...86_400),
  ]

  @Test func everyNumberHasItsRangeHere() {
    let numbers = Setting.table.filter { $0.kind == .int }.map(\.key)
    #expect(numbers.sorted() == Self.ranges.map(\.0).sorted())
  }

  @Test(arguments: ranges)
  func boundsAreInsideAndTheirNeighboursAreNot(_ key: String, _ range: ClosedRange<Int>) throws {
    let setting = Setting.named(key)
    for value in [range.lowerBound, range.upperBound] {
      var flags = [key: ["\(value)"]]
      // Queues hold a message at least.
      if key == "max-message-bytes" { flags["max-queue-bytes"] = ["1073741824"] }
      if key == "max-queue-bytes" { flags["max-message-bytes"] = ["128"] }
      let settings = try load(flags: flags)
      if key != "loops" { #expect(setting.shown(settings) == "\(value)") }
    }
    let allowed = "allowed: \(range.lowerBound) to \(range.upperBound)"
    for value in [range.lowerBound - 1, range.upperBound + 1] {
      #expect(
        failure(flags: [key: ["\(value)"]])
          == .usage("--\(key) is \"\(value)\"; \(allowed)"))
      #expect(
        failure(environment: [setting.variable: "\(value)"])
          == .configuration("\(setting.variable) is \"\(value)\"; \(allowed)"))
      let file = try TemporaryFile("{\"\(key)\": \(value)}")
      #expect(
        failure(flags: ["config": [file.path]])
          == .configuration("\(key) in \(file.path) is \"\(value)\"; \(allowed)"))
    }
  }

  @Test(arguments: ["", "abc", "1.5", " 1", "0x10", "9223372036854775808", "1\n"])
  func whatIsNoNumberIsRefused(_ text: String) {
    #expect(failure(flags: ["port": [text]])?.exitCode == 64)
  }

  @Test func wordsOutsideTheListAreRefused() {
    #expect(
      failure(environment: ["HUB_LOG_FORMAT": "xml"])
        == .configuration("HUB_LOG_FORMAT is \"xml\"; allowed: auto|text|json"))
    #expect(failure(flags: ["rate-limit": ["yes"]])?.exitCode == 64)
    #expect(failure(flags: ["log-level": ["INFO"]])?.exitCode == 64)
    #expect(failure(flags: ["host": ["a b"]])?.exitCode == 64)
  }

  @Test func valuesInMessagesAreEscaped() {
    #expect(
      failure(environment: ["HUB_HOST": "a\n\u{1B}[2J\u{202E}"])?.message
        == #"HUB_HOST is "a\n\u{1B}[2J\u{202E}"; allowed: an IP address or a host name"#)
  }

  @Test func plainPortIsNamedAsSuch() {
    #expect(
      failure(environment: ["PORT": "x"])
        == .configuration("PORT is \"x\"; allowed: 0 to 65535"))
  }

  @Test func aQueueMustHoldAMessage() {
    let failure = failure(flags: ["max-message-bytes": ["5000"], "max-queue-bytes": ["4999"]])
    #expect(failure?.exitCode == 78)
    #expect(failure?.message.contains("max-queue-bytes (4999)") == true)
  }
}
