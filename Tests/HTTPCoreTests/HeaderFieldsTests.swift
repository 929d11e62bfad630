import HTTPCore
import Testing

@Suite struct HeaderFieldsTests {
  let fields = HeaderFields([
    ("Host", "example.org"), ("Sec-WebSocket-Protocol", "hub.v1"), ("X-Empty", ""),
    ("sec-websocket-protocol", "hub.token.T"),
  ])

  @Test func matchesNamesWithoutRegardToCase() {
    #expect(fields["hOST"] == "example.org")
    #expect(fields["host "] == nil)
    #expect(fields["X-Empty"] == "")
    #expect(fields["X-Absent"] == nil)
    // '@' and '`' differ only in the bit that tells the cases of letters apart.
    #expect(HeaderFields([("a@", "1")])["a`"] == nil)
  }

  @Test func combinesRepeatedLines() {
    #expect(fields["Sec-WebSocket-Protocol"] == "hub.v1, hub.token.T")
    #expect(fields.all("Sec-WebSocket-Protocol") == ["hub.v1", "hub.token.T"])
    #expect(fields.count(of: "SEC-WEBSOCKET-PROTOCOL") == 2)
    #expect(fields.count(of: "Origin") == 0)
    #expect(fields.count == 4)
  }

  @Test func describesItselfWithoutValues() {
    #expect(HeaderFields([("Authorization", "secret")]).description == "Authorization")
  }
}
