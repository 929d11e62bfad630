import Testing

@testable import signaling_hub

@Suite struct RedactionTests {
  @Test(arguments: [
    ("/ws?roomId=r&token=abc123&x=1", "/ws?roomId=r&token=[redacted]&x=1"),
    ("/ws?TOKEN=abc", "/ws?TOKEN=[redacted]"), ("token=", "token="), ("token", "token"),
    ("hub.v1, hub.token.A-b_9", "hub.v1, hub.token.[redacted]"),
    (#"{"token":"abc","x":1}"#, #"{"token":"[redacted]","x":1}"#),
    (#"{"token" : "abc"}"#, #"{"token" : "[redacted]"}"#),
    (#"{\"token\":\"abc\"}"#, #"{\"token\":\"[redacted]\"}"#),
    ("token=a&token=b", "token=[redacted]&token=[redacted]"),
    ("resumeToken=x%2Fy z", "resumeToken=[redacted] z"),
    ("wrong token for client", "wrong token for client"), ("", ""),
    ("tokentoken=x", "tokentoken=[redacted]"),
  ])
  func masks(_ text: String, _ expected: String) {
    #expect(Redaction.masked(text) == expected)
  }

  @Test(arguments: [
    ("token", true), ("resumeToken", true), ("Authorization", true), ("set-cookie", true),
    ("client", false), ("tok", false),
  ])
  func knowsSecretKeys(_ key: String, _ secret: Bool) {
    #expect(Redaction.isSecret(key: key) == secret)
  }
}
