import Testing

@testable import Endpoints

@Suite struct ASCIICaseTests {
  @Test(arguments: ["https", "HTTPS", "hTtPs"])
  func lettersMatchInAnyCase(text: String) {
    #expect(text.utf8.isEqual(toWord: "https"))
    #expect(text.utf8.isEqual(toWord: "HTTPS"))
  }

  // U+017F is a long s and lower case already; U+212A, the Kelvin sign, becomes k.
  @Test(arguments: ["http", "httpss", "", "http\u{17F}", "@ttps"])
  func othersDoNot(text: String) {
    #expect(!text.utf8.isEqual(toWord: "https"))
  }

  @Test func onlyLettersHaveACase() {
    #expect(!"[".utf8.isEqual(toWord: "{"))
    #expect(!"@".utf8.isEqual(toWord: "`"))
    #expect(!"\u{212A}".utf8.isEqual(toWord: "k"))
  }
}
