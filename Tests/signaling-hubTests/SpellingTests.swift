import Testing

@testable import signaling_hub

@Suite struct SpellingTests {
  @Test(arguments: [
    ("port", "port", 0), ("prot", "port", 1), ("por", "port", 1), ("ports", "port", 1),
    ("pört", "port", 2), ("", "port", 4), ("LOG_LEVEL", "log-level", 0), ("abc", "xyz", 3),
  ])
  func editsAreCounted(_ from: String, _ to: String, _ edits: Int) {
    #expect(Spelling.distance(from, to) == edits)
    #expect(Spelling.distance(to, from) == edits)
  }

  @Test func onlyNearNamesAreProposed() {
    let keys = Setting.table.map(\.key)
    #expect(Spelling.nearest(to: "allowed-origin", among: keys) == "allow-origin")
    #expect(Spelling.nearest(to: "max-msg-bytes", among: keys) == "max-message-bytes")
    #expect(Spelling.nearest(to: "tls-certificate", among: keys) == nil)
    #expect(Spelling.nearest(to: String(repeating: "a", count: 10_000), among: keys) == nil)
  }
}
