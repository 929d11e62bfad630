import Testing

@testable import Endpoints

@Suite struct OriginTests {
  @Test(
    arguments: [
      ("https://example.com", "https", "example.com", 443),
      ("http://example.com", "http", "example.com", 80),
      ("https://example.com:443", "https", "example.com", 443),
      ("https://example.com:8443", "https", "example.com", 8443),
      ("http://example.com:443", "http", "example.com", 443),
      ("HTTPS://Example.COM", "https", "example.com", 443),
      ("http://localhost:1337", "http", "localhost", 1337),
      ("http://192.0.2.7:80", "http", "192.0.2.7", 80),
      ("http://[::1]", "http", "[::1]", 80),
      ("https://[2001:DB8::1]:99", "https", "[2001:db8::1]", 99),
      ("https://xn--bcher-kva.example", "https", "xn--bcher-kva.example", 443),
      ("https://a_b-c.example", "https", "a_b-c.example", 443),
    ] as [(String, String, String, UInt16)])
  func isReadAndBroughtToOneForm(text: String, scheme: String, host: String, port: UInt16) {
    let origin = Origin(text)
    #expect(origin?.scheme == scheme)
    #expect(origin?.host == host)
    #expect(origin?.port == port)
  }

  @Test(arguments: [
    "", "null", "example.com", "//example.com", "https://", "https:///", "https:example.com",
    "https:/example.com", "ftp://example.com", "ws://example.com", "file://", "data:text/html,x",
    "chrome-extension://abcdef", "https://user@example.com", "https://user:pw@example.com",
    "https://example.com@evil.example", "https://example.com/", "https://example.com/path",
    "https://example.com?x", "https://example.com#x", "https://example.com.",
    "https://example.com.:443", "https://example.com:", "https://example.com:x",
    "https://example.com:65536", "https://example.com:-1", "https://example.com:+443",
    "https://example.com:44 3", "https://example.com:443:443", " https://example.com",
    "https://example.com ", "https://exam ple.com", "https://example.com,https://evil.example",
    "https://example.com https://evil.example", "https://*.example.com", "https://exämple.com",
    "https://example\u{3002}com", "https://example.com\u{0}", "https://example.com\\evil.example",
    "https://[::1", "https://[::1]x", "https://::1]", "https://[]", "https://[zz]", "https://a[b",
    "https://a]", "https://:443", "https://\u{212A}elvin.example", "*",
  ])
  func whatIsNoOriginOfThePlainFormIsNone(text: String) {
    #expect(Origin(text) == nil)
  }

  @Test(arguments: [
    ("https://Example.com:443", "https://example.com"), ("http://a:80", "http://a"),
    ("https://a:80", "https://a:80"), ("http://[::1]:1337", "http://[::1]:1337"),
  ])
  func isWrittenAsBrowsersDo(text: String, written: String) {
    #expect(Origin(text)?.description == written)
  }

  @Test func readsWhatItWrites() {
    for text in ["https://a.example", "http://a.example:8080", "http://[2001:db8::1]"] {
      #expect(Origin(text).map(\.description).flatMap(Origin.init) == Origin(text))
    }
  }

  @Test(arguments: [
    ("https://a.example", "a.example", true), ("https://a.example", "A.Example:443", true),
    ("https://a.example", "a.example:80", false), ("http://a.example", "a.example:80", true),
    ("http://a.example:1337", "a.example:1337", true),
    ("http://a.example:1337", "a.example", false), ("https://a.example", "b.a.example", false),
    ("https://a.example", "example", false), ("https://a.example", "a.example.evil", false),
    ("https://a.example", "a.example.", false), ("https://a.example", "", false),
    ("https://a.example", "a.example@evil", false), ("https://a.example", "x@a.example", false),
    ("http://[::1]:9", "[::1]:9", true), ("http://[::1]", "[::1]", true),
    ("http://[::1]", "[::2]", false), ("https://a.example", "a.example, b", false),
  ])
  func tellsWhetherAHostFieldIsItsOwn(origin: String, host: String, isOwn: Bool) {
    #expect(Origin(origin)?.isHost(host) == isOwn)
  }
}
