import Testing

@testable import WebSocketCore

@Test func linesAndCommasMakeOneListWithoutEmptyElements() {
  #expect(HeaderList.elements(["a, b", "", ",c\t,", "d e"]) == ["a", "b", "c", "d e"])
  #expect(HeaderList.elements([]) == [])
}

@Test func onlySpacesAndTabsAroundAValueAreTrimmed() {
  #expect(HeaderList.trimmed(" \t a b\t ") == "a b")
  #expect(HeaderList.trimmed("\u{A0}a\u{A0}") == "\u{A0}a\u{A0}")
}

@Test func tokensConsistOfTheirCharactersOnly() {
  let allowed = (0...UInt8.max).filter { byte in
    byte < 0x80 && HeaderList.isToken(Substring(String(UnicodeScalar(byte))))
  }
  let expected =
    "!#$%&'*+-.0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ^_`abcdefghijklmnopqrstuvwxyz|~"
  #expect(allowed == Array(expected.utf8))
  #expect(!HeaderList.isToken(""))
}

@Test func namesMatchWithoutRegardToCaseOfASCIIOnly() {
  #expect(HeaderList.matches("UpGrade", "upgrade"))
  #expect(!HeaderList.matches("upgrade ", "upgrade"))
  #expect(!HeaderList.matches("upgr@de", "upgr`de"))
}

@Test(
  arguments: [
    ([], false), ([""], false), ([","], false), (["upgrade"], true),
    (["keep-alive, Upgrade"], true),
    (["keep-alive", " ,UPGRADE\t"], true), (["upgrades"], false), (["xupgrade, up grade"], false),
  ] as [([String], Bool)])
func aListContainsANameAsOneOfItsElementsOnly(lines: [String], expected: Bool) {
  #expect(HeaderList.contains(lines, "upgrade") == expected)
  #expect(HeaderList.elements(lines).contains { HeaderList.matches($0, "upgrade") } == expected)
}
