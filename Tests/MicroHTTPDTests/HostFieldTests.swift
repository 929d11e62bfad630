import Testing

@testable import MicroHTTPD

@Suite struct HostFieldTests {
  func accepts(_ text: String) -> Bool {
    var text = text
    return text.withUTF8 { unsafe isHost($0) }
  }

  @Test(arguments: [
    "h", "example.org", "EXAMPLE.org:80", "h:", "h:65535", "127.0.0.1", "[::1]", "[::1]:1337",
    "[::ffff:1.2.3.4]", "a_b~c%20", "h:00080",
  ])
  func isAHost(_ text: String) { #expect(accepts(text)) }

  @Test(arguments: [
    "", ":", ":80", "h:65536", "h:8a", "h:-1", "h:000080", "a b", "a/b", "a@b", "a,b c", "[",
    "[]", "[:]x", "[::1", "[::g]", "::1", "h:1:2", "é", "a\\b", "a\"", "<a>", "[::1]:x",
  ])
  func isNotAHost(_ text: String) { #expect(!accepts(text)) }
}

@Suite struct ByteSetTests {
  @Test func holdsExactlyTheCharactersOfATokenAndOfAName() {
    let alphanumeric =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
    let token = Set((alphanumeric + "!#$%&'*+-.^_`|~").utf8)
    let name = Set((alphanumeric + "-._~!$&'()*+,;=%").utf8)
    for byte in UInt8.min...UInt8.max {
      #expect(ByteSet.token.contains(byte) == token.contains(byte))
      #expect(ByteSet.registeredName.contains(byte) == name.contains(byte))
    }
  }
}
