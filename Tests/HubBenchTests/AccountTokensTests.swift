import Testing

@testable import hub_bench

struct AccountTokensTests {
  @Test func aTokenIsSignedWithTheSecret() {
    let tokens = AccountTokens(secret: Array("0123456789abcdef0123456789abcdef".utf8))
    // Made with Python's hmac and base64.
    let parts = [
      "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9",
      "eyJzdWIiOiJhZGEiLCJuYW1lIjoiYWRhIiwicm9vbXMiOiIqIiwiZXhwIjoxNzAwMDAwMDAwfQ",
      "z3R9ipObrQLrDJPdkn8cQjP28iglSrzbHEKkoAWm3SQ",
    ]
    #expect(tokens.token(for: "ada", end: 1_700_000_000) == parts.joined(separator: "."))
  }

  @Test func aSecretIsLongEnoughAndOfItsOwn() {
    let secret = AccountTokens().secret
    #expect(secret.count == 32)
    #expect(secret != AccountTokens().secret)
  }
}
