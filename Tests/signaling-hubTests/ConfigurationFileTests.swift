import Configuration
import Testing

@testable import signaling_hub

private func failure(_ text: String) -> Failure? {
  do {
    _ = try ConfigurationFile(path: "hub.json", bytes: Array(text.utf8)).source
    return nil
  } catch {
    return error
  }
}

@Suite struct ConfigurationFileTests {
  @Test func anEmptyObjectIsFine() {
    #expect(failure("{}") == nil)
    #expect(failure(" {\n} \n") == nil)
  }

  @Test func everyKeyOfTheTableIsAFileKey() throws {
    let members = Setting.table.filter { $0.key != "config" }.map { setting in
      switch setting.kind {
      case .int: "\"\(setting.key)\": 1"
      case .stringArray: "\"\(setting.key)\": [\"x\"]"
      default: "\"\(setting.key)\": \"x\""
      }
    }
    #expect(failure("{\(members.joined(separator: ","))}") == nil)
  }

  @Test func unknownKeysAreNamedWithPlaceAndNearest() {
    #expect(
      failure("{\n  \"host\": \"::1\",\n  \"prot\": 1\n}")
        == .configuration(#"hub.json:3:3: unknown key "prot"; did you mean port?"#))
    #expect(
      failure(#"{"tls": true}"#) == .configuration(#"hub.json:1:2: unknown key "tls""#))
    #expect(failure(#"{"config": "other.json"}"#)?.message.contains("unknown key") == true)
  }

  @Test(arguments: [
    #"{"port": 1, "port": 2}"#, "{", "", "[]", #"{"port": 1} x"#, #"{"port": 01}"#, "{'port': 1}",
    "\u{FEFF}{}", #"{"port": 1,}"#, "{\"host\": \"\n\"}", #"{"p\u006frt": 1}"#,
  ])
  func malformedAndDuplicateAreRefusedWithThePath(_ text: String) {
    let failure = failure(text)
    #expect(failure?.exitCode == 78)
    #expect(failure?.message.hasPrefix("hub.json:1:") == true)
  }

  @Test func theMessageSaysWhatIsWrongAndWhere() {
    #expect(
      failure("{\n \"port\": 1,\n \"port\": 2}") == .configuration("hub.json:3:2: duplicate key"))
    #expect(failure("{} x") == .configuration("hub.json:1:4: trailing bytes"))
  }

  @Test(arguments: [
    (#"{"port": true}"#, "a number"), (#"{"port": "1"}"#, "a number"),
    (#"{"port": null}"#, "a number"), (#"{"port": {"port": 1}}"#, "a number"),
    (#"{"host": 1}"#, "a string"), (#"{"rate-limit": true}"#, "a string"),
    (#"{"allow-origin": "https://a.example"}"#, "an array of strings"),
  ])
  func valuesHaveTheKindOfTheirRow(_ text: String, _ kind: String) {
    #expect(failure(text)?.message.hasSuffix("must be \(kind)") == true)
  }

  @Test(arguments: ["[1]", "[null]", #"["https://a.example", 1]"#, "[[]]", "[{}]"])
  func listsHoldStrings(_ list: String) throws {
    let file = try TemporaryFile("{\"allow-origin\": \(list)}")
    #expect(throws: Failure.self) {
      try SettingsLoader(flags: ["config": [file.path]]).load()
    }
  }

  @Test func fractionsAreNoWholeNumbers() throws {
    let file = try TemporaryFile(#"{"port": 1.5}"#)
    #expect(
      throws: Failure.configuration("port in \(file.path) is \"1.5\"; allowed: 0 to 65535")
    ) { try SettingsLoader(flags: ["config": [file.path]]).load() }
  }

  @Test func aFileThatCannotBeReadIsNamedWithTheReason() {
    #expect(
      throws: Failure.configuration("cannot read /nonexistent.json: No such file or directory")
    ) { try ConfigurationFile(path: "/nonexistent.json") }
    #expect(throws: Failure.configuration("cannot read /: Is a directory")) {
      try ConfigurationFile(path: "/")
    }
    #expect(
      throws: Failure.configuration("cannot read /dev/zero: more than 1048576 bytes")
    ) { try ConfigurationFile(path: "/dev/zero") }
  }
}
