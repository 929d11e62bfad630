import Signaling
import Testing

@testable import Authentication

private func token(_ rooms: [String], audience: String? = nil, issuer: String? = nil) throws
  -> String
{
  try DevelopmentToken(
    subject: "u\"1", name: "Ada \u{E9}", rooms: rooms, audience: audience, issuer: issuer,
    issuedAt: nowSeconds, lifetime: 60
  ).signed(with: secret)
}

@Suite struct DevelopmentTokenTests {
  @Test func theHubAcceptsIt() async throws {
    let verifier = try await TokenVerifier(.hs256Secret(secret), audience: "hub", issuer: "dev")
    let token = try token(["a", "b"], audience: "hub", issuer: "dev")
    let identity = try verifier.verify(token, now: now)
    #expect(identity.account.id == "u\"1")
    #expect(text(identity.account.info).contains(#""name":"Ada é","nick":"Ada é""#))
    #expect(identity.rooms == .only(["a", "b"]))
    #expect(identity.expiresAt == now + 60_000)
    #expect(throws: TokenProblem.expired) { try verifier.verify(token, now: now + 90_000) }
  }

  @Test func aStarIsEveryRoom() async throws {
    let verifier = try await TokenVerifier(.hs256Secret(secret))
    #expect(try verifier.verify(try token(["*"]), now: now).rooms == .all)
  }

  @Test func aShortSecretIsRefused() {
    let token = DevelopmentToken(
      subject: "u", name: "u", rooms: [], issuedAt: 0, lifetime: 1)
    #expect(throws: KeyProblem(message: "has 3 bytes; a secret needs 32 or more")) {
      try token.signed(with: [1, 2, 3])
    }
  }
}
