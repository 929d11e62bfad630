import Testing

@testable import hub_bench

struct Base64Tests {
  // RFC 4648 10
  @Test(arguments: [
    ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="),
    ("fooba", "Zm9vYmE="), ("foobar", "Zm9vYmFy"),
  ])
  func theStandardsVectorsHold(plain: String, encoded: String) {
    #expect(Base64.encode(Array(plain.utf8)) == Array(encoded.utf8))
  }

  @Test func forURLsTheLastTwoDigitsDifferAndNothingPads() {
    #expect(Base64.encode([0xfb, 0xff]) == Array("+/8=".utf8))
    #expect(Base64.encodeForURL([0xfb, 0xff]) == Array("-_8".utf8))
  }
}
