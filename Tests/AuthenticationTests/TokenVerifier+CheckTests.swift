import Signaling
import Testing

@testable import Authentication

@Suite struct TokenVerifierCheckTests {
  @Test func aTokenIsAnIdentityOrAProblemInWords() async throws {
    let check = try await TokenVerifier(.hs256Secret(secret)).check { now }
    #expect(try await check(try await forge()).get().account.id == "u1")
    let expired = await check(try await forge(payload: claims(#""exp":0"#)))
    #expect(
      expired
        == .failure(IdentityProblem(label: "token_expired", message: "the token has expired")))
  }
}
