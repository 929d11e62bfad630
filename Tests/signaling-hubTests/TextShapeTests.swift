import Testing

@testable import signaling_hub

@Suite struct TextShapeTests {
  @Test(
    arguments: [
      "stun:stun.example.org", "stun:stun.example.org:3478", "stuns:192.0.2.1:5349",
      "stun:[2001:db8::1]", "stun:[2001:db8::1]:19302",
    ])
  func aStunServerHasASchemeAndAHost(text: String) {
    #expect(TextShape.stunServer.admits(text))
  }

  @Test(
    arguments: [
      "", "stun:", "stun:3478", "stun.example.org", "turn:example.org", "stun://example.org",
      "stun:example.org:", "stun:example.org:65536", "stun:2001:db8::1", "stun:a b", "STUN:a",
      "stun:a?transport=udp", "stun:[2001:db8::1",
    ])
  func whatIsNoStunServerIsRefused(text: String) {
    #expect(!TextShape.stunServer.admits(text))
  }
}
