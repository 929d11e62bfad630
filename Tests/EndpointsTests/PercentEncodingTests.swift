import Testing

@testable import Endpoints

@Suite struct PercentEncodingTests {
  @Test(arguments: [
    ("", ""), ("azAZ09-._~", "azAZ09-._~"), ("a b", "a%20b"), ("a+b", "a%2Bb"),
    ("&=#?/%", "%26%3D%23%3F%2F%25"), ("ä", "%C3%A4"), ("🎥", "%F0%9F%8E%A5"),
    ("\"<>\\", "%22%3C%3E%5C"), ("!*'();:@", "%21%2A%27%28%29%3B%3A%40"),
  ])
  func escapesAllButUnreservedCharacters(text: String, encoded: String) {
    var bytes = Array("?".utf8)
    PercentEncoding.append(text, to: &bytes)
    #expect(String(decoding: bytes, as: UTF8.self) == "?" + encoded)
  }
}
