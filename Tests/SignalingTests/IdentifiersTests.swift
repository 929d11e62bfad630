import Testing

@testable import Signaling

@Suite struct IdentifiersTests {
  @Test(arguments: [
    "a", " ", "Besprechung 7", "\u{20}\u{7E}", "\u{A0}", "ä", "🎥", "a/b?c&d=e", "\"<script>\"",
    String(repeating: "x", count: 128), String(repeating: "é", count: 64),
    String(repeating: "🎥", count: 32),
  ])
  func namesOfOneTo128BytesAreAllowed(name: String) {
    #expect(NameRule.allows(name))
    #expect(RoomID(name)?.rawValue == name)
    #expect(ClientID(name)?.rawValue == name)
  }

  @Test(arguments: [
    "", String(repeating: "x", count: 129), String(repeating: "é", count: 64) + "x",
    String(repeating: "🎥", count: 33),
  ])
  func emptyAndLongerNamesAreRefused(name: String) {
    #expect(!NameRule.allows(name))
    #expect(RoomID(name) == nil)
    #expect(ClientID(name) == nil)
  }

  @Test func everyControlCharacterIsRefusedAndNoOtherScalar() throws {
    for value in UInt32(0)...0x2FF {
      let scalar = try #require(Unicode.Scalar(value))
      let isControl = value < 0x20 || (0x7F...0x9F).contains(value)
      #expect(NameRule.allows("a" + String(scalar) + "b") != isControl, "U+\(value)")
    }
  }

  @Test func aControlCharacterInsideAGraphemeIsRefused() {
    #expect(RoomID("a\r\nb") == nil)
    #expect(ClientID("e\u{301}\u{9B}") == nil)
  }

  @Test func issuedNamesHaveSixBase62Characters() {
    var generator = SeededGenerator(seed: 5)
    for _ in 0..<1000 {
      let names = [
        RoomID(issuedUsing: &generator).rawValue, ClientID(issuedUsing: &generator).rawValue,
      ]
      for name in names {
        #expect(name.wholeMatch(of: /[0-9A-Za-z]{6}/) != nil)
      }
    }
  }

  @Test func aNamePrintsAsItself() throws {
    #expect("\(try #require(RoomID("röm"))) \(try #require(ClientID("7")))" == "röm 7")
  }

  @Test func aLookedUpNameMayBeAnything() {
    #expect(ClientID(lookup: "").rawValue == "")
    #expect(ClientID(lookup: "\u{0}") != ClientID(lookup: ""))
  }

  @Test func aLookedUpNameThatNobodyCanHaveIsCutToNothing() {
    let longest = String(repeating: "\u{301}", count: 64)
    #expect(ClientID(lookup: longest).rawValue == longest)
    #expect(ClientID(lookup: longest + "x").rawValue == "")
  }

  @Test func namesDifferByCase() {
    #expect(RoomID("Room") != RoomID("room"))
    #expect(ClientID("A") != ClientID("a"))
  }
}
