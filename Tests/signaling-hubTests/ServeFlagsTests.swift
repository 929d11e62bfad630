import ArgumentParser
import Testing

@testable import signaling_hub

@Suite struct ServeFlagsTests {
  private static let help = HubCommand.helpMessage(for: ServeCommand.self, columns: 400)

  private func parse(_ arguments: [String]) throws -> ServeCommand {
    try #require(try HubCommand.parseAsRoot(arguments) as? ServeCommand)
  }

  @Test func everyRowIsAFlag() throws {
    let values = Dictionary(uniqueKeysWithValues: Setting.table.map { ($0.key, ["<\($0.key)>"]) })
    let apart = Setting.table.flatMap { [$0.flag, "<\($0.key)>"] }
    #expect(try parse(apart).given == values)
    let joined = Setting.table.map { "\($0.flag)=<\($0.key)>" }
    #expect(try parse(["serve"] + joined).given == values)
  }

  @Test func everyFlagInHelpIsARow() {
    let flags = Self.help.split(separator: "\n").compactMap { line -> String? in
      let words = line.split(separator: " ")
      guard line.hasPrefix("  --"), let flag = words.first else { return nil }
      return String(flag.dropFirst(2))
    }
    #expect(flags.filter { $0 != "version" } == Setting.table.map(\.key))
  }

  @Test(arguments: Setting.table.map(\.key))
  func helpShowsSummaryAnswerAndDefault(_ key: String) throws {
    let setting = Setting.named(key)
    let line = try #require(Self.help.split(separator: "\n").firstIndexAndNext(of: "  --\(key) "))
    #expect(line.contains(setting.summary))
    #expect(line.contains("default: \(setting.shown(Settings()))"))
    if let answer = setting.answer { #expect(line.contains("else \(answer)")) }
    #expect(line.contains("<\(setting.valueName)>"))
  }

  @Test func helpIsGroupedAndHasTwoExamples() {
    let titles = [
      "LISTENING:", "AUTHENTICATION:", "LOGGING:", "LIMITS:", "RATES:", "TIMING:", "EXAMPLES:",
    ]
    for title in titles {
      #expect(Self.help.contains("\(title)\n"))
    }
    #expect(Self.help.split(separator: "\n").count { $0.hasPrefix("  signaling-hub --") } == 2)
  }

  @Test func listsRepeatAndOtherFlagsKeepTheLast() throws {
    let command = try parse([
      "--allow-origin", "https://a", "--port", "1", "--allow-origin", "https://b", "--port", "2",
    ])
    #expect(command.given == ["allow-origin": ["https://a", "https://b"], "port": ["2"]])
  }

  @Test(arguments: [["--prot", "1"], ["--port"], ["--port", "-1"], ["nonsense"], ["serve", "x"]])
  func usageErrorsExitWith64(_ arguments: [String]) {
    let error = #expect(throws: (any Error).self) { try HubCommand.parseAsRoot(arguments) }
    if let error { #expect(HubCommand.exitCode(for: error).rawValue == 64) }
  }
}

extension [Substring] {
  /// The line that starts with `prefix`, and the one behind it when the text stands there.
  fileprivate func firstIndexAndNext(of prefix: String) -> String? {
    guard let index = firstIndex(where: { $0.hasPrefix(prefix) }) else { return nil }
    let next = self[index + 1]
    return next.hasPrefix("      ") ? "\(self[index])\(next)" : String(self[index])
  }
}
