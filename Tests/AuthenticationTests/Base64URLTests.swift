import Testing

@testable import Authentication

private func decode(_ string: String) -> [UInt8]? { Base64URL.decode(Array(string.utf8)[...]) }

@Suite struct Base64URLTests {
  @Test(
    arguments: [
      ("", []), ("AA", [0]), ("AAA", [0, 0]), ("Zm9v", Array("foo".utf8)), ("Zg", [0x66]),
      ("Zm8", [0x66, 0x6F]), ("-_-_", [0xFB, 0xFF, 0xBF]), ("_w", [0xFF]),
    ] as [(String, [UInt8])])
  func textAndBytesAreMadeOfEachOther(_ string: String, _ bytes: [UInt8]) {
    #expect(decode(string) == bytes)
    #expect(text(Base64URL.encode(bytes)) == string)
  }

  @Test func everyLengthComesBack() {
    for count in 0..<200 {
      let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 151 &+ count) }
      #expect(decode(text(Base64URL.encode(bytes))) == bytes)
    }
  }

  @Test(arguments: [
    "A", "AAAAA", "AA==", "AA=", "=", "A A", " AA", "AA\n", "+/+/", "AA.", "é", "AB", "_x", "AAB",
    "A\0",
  ])
  func everyOtherSpellingIsRefused(_ string: String) {
    #expect(decode(string) == nil)
  }
}
