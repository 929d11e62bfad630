import JWTKit
import Testing

@testable import Authentication

private func keySet(_ keys: String...) -> KeySource {
  .jwks(json: #"{"keys":["# + keys.joined(separator: ",") + "]}")
}

private func message(_ source: KeySource) async -> String? {
  do {
    _ = try await TokenVerifier(source)
    return nil
  } catch {
    return error.message
  }
}

@Suite struct KeyRingTests {
  private func twoKeys() async throws -> TokenVerifier {
    try await TokenVerifier(
      keySet(try Keys.jwk("RSA", ["kid": "r", "use": "sig"]), try Keys.jwk("EC", ["kid": "e"])))
  }

  @Test func theTokenSaysWhichKeyAndTheKeySaysWhichAlgorithm() async throws {
    let verifier = try await twoKeys()
    for (algorithm, kid) in [("RS256", "r"), ("ES256", "e")] {
      let header = #"{"alg":"\#(algorithm)","kid":"\#(kid)"}"#
      #expect(problem(verifier, try await forge(algorithm, header: header)) == nil)
    }
  }

  @Test(
    arguments: [
      (#"{"alg":"RS256"}"#, .noKeyID), (#"{"alg":"RS256","kid":"x"}"#, .unknownKey),
      (#"{"alg":"RS256","kid":""}"#, .unknownKey), (#"{"alg":"RS256","kid":"R"}"#, .unknownKey),
      (#"{"alg":"RS256","kid":"../r"}"#, .unknownKey),
      (#"{"alg":"RS256","kid":"' or 1=1 --"}"#, .unknownKey),
      (#"{"alg":"RS256","kid":"r\u0000"}"#, .unknownKey),
      (#"{"alg":"RS256","kid":"e"}"#, .wrongAlgorithm),
      (#"{"alg":"ES256","kid":"e"}"#, .badSignature),
      (#"{"alg":"ES256","kid":"r"}"#, .wrongAlgorithm),
      (#"{"alg":"PS256","kid":"r"}"#, .wrongAlgorithm),
      (#"{"alg":"RS512","kid":"r"}"#, .wrongAlgorithm),
      (#"{"alg":"none","kid":"r"}"#, .wrongAlgorithm),
      (#"{"alg":"none"}"#, .noKeyID),
    ] as [(String, TokenProblem)])
  func anyOtherHeaderOfATokenOfKeyRIsRefused(_ header: String, _ expected: TokenProblem)
    async throws
  {
    let token = try await forge("RS256", header: header)
    #expect(problem(try await twoKeys(), token) == expected)
  }

  @Test func aLongKidFullOfMarksIsRefusedAtOnce() async throws {
    let kid = String(repeating: "\u{301}\u{316}", count: 1_200)
    let token = try await forge("RS256", header: #"{"alg":"RS256","kid":"\#(kid)"}"#)
    let verifier = try await twoKeys()
    let start = ContinuousClock.now
    #expect(problem(verifier, token) == .unknownKey)
    #expect(ContinuousClock.now - start < .milliseconds(250))
  }

  @Test func aSingleKeyNeedsNoKidButAWrongOneIsRefusedIfItHasOne() async throws {
    let named = try await TokenVerifier(keySet(try Keys.jwk("EC", ["kid": "e"])))
    #expect(problem(named, try await forge("ES256")) == nil)
    let other = try await forge("ES256", header: #"{"alg":"ES256","kid":"x"}"#)
    #expect(problem(named, other) == .unknownKey)
    let nameless = try await TokenVerifier(keySet(try Keys.jwk("EC")))
    #expect(problem(nameless, other) == nil)
  }

  @Test(arguments: [
    ("RSA", "RS256"), ("RSA", "RS384"), ("RSA", "PS256"), ("EC", "ES256"), ("OKP", "EdDSA"),
  ])
  func aKeysOwnAlgorithmIsTheOnlyOne(_ type: String, _ algorithm: String) async throws {
    let verifier = try await TokenVerifier(keySet(try Keys.jwk(type, ["alg": algorithm])))
    #expect(problem(verifier, try await forge(algorithm)) == nil)
    if type == "RSA" {
      for other in ["RS256", "RS384", "PS256"] where other != algorithm {
        #expect(problem(verifier, try await forge(other)) == .wrongAlgorithm)
      }
    }
  }

  @Test func keysForOtherUsesArePassedOver() async throws {
    let source = keySet(
      try Keys.jwk("RSA", ["use": "enc", "kid": "r"]), #"{"kty":"oct","k":"AAAA","kid":"o"}"#,
      try Keys.jwk("RSA", ["alg": "RSA-OAEP", "kid": "r"]), #"{"kty":"EC","crv":"secp256k1"}"#,
      try Keys.jwk("EC", ["alg": "RS256"]), #"{"kty":"AKP"}"#, "{}", try Keys.jwk("OKP"))
    let verifier = try await TokenVerifier(source)
    #expect(problem(verifier, try await forge("EdDSA")) == nil)
    #expect(problem(verifier, try await forge("RS256")) == .wrongAlgorithm)
  }

  @Test(arguments: [
    "", "[]", "{", #"{"keys":1}"#, #"{"keys":[1]}"#, #"{"keys":[{"kty":1}]}"#, "null",
  ])
  func whatIsNoKeySetIsRefused(_ json: String) async {
    #expect(
      await message(.jwks(json: json))
        == "is no JWK set: a JSON object with an array of keys")
  }

  @Test func keySetsThatCannotWorkAreRefused() async throws {
    let ec = try Keys.jwk("EC", ["kid": "e"])
    #expect(await message(.jwks(json: #"{"keys":[]}"#)) == "has no key that checks signatures")
    #expect(await message(keySet(ec, ec)) == "has two keys with the same kid (key 2)")
    #expect(
      await message(keySet(ec, try Keys.jwk("OKP")))
        == "has a key without kid (key 2); with several, each needs one")
    #expect(
      await message(keySet(try Keys.jwk("EC", ["d": "AAAA"])))
        == "holds a private key (key 1); take it out")
    for broken in [
      try Keys.jwk("EC", ["x": "AAAA"]), try Keys.jwk("RSA", ["n": "AQAB"]),
      try Keys.jwk("OKP", ["x": "AAAA"]), #"{"kty":"RSA"}"#, #"{"kty":"EC","crv":"P-256"}"#,
      #"{"kty":"OKP","crv":"Ed25519"}"#,
    ] {
      #expect(
        await message(keySet(broken)) == "has a key that cannot be read (key 1)", "\(broken)")
    }
  }

  @Test func filesThatHoldNoPublicKeyAreRefused() async throws {
    let pem = Keys.pem("ES256")
    #expect(await message(.publicKey(pem: pem + pem)) == "must hold one public key in PEM form")
    #expect(await message(.publicKey(pem: "")) == "must hold one public key in PEM form")
    #expect(
      await message(.publicKey(pem: Keys.es256.pemRepresentation))
        == "holds a private key; the hub needs the public one")
    #expect(
      await message(.publicKey(pem: "-----BEGIN CERTIFICATE-----\nAAAA\n"))
        == "holds a certificate; the hub needs the public key in it")
    for broken in [pem.replacing("M", with: "N"), String(pem.prefix(80)), "-----BEGIN X-----"] {
      #expect(await message(.publicKey(pem: broken))?.hasPrefix("holds no public key of") == true)
    }
  }

  @Test func aShortRSAKeyIsRefused() async {
    // openssl genrsa 1024 | openssl rsa -pubout
    let pem = """
      -----BEGIN PUBLIC KEY-----
      MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDNUWL6BXhNk9muvi7XI76W07a3
      jYQmMCAo9ujwhL9CL/cqKtZ3mi2Y7PnBf9W4ZyjUD4f+QZ1xWEM8PuwST63k2Kt5
      VYSK4Ax5/oteNpyKU/EKz/iIozAYrhLFIDQ83KbHcg2HDbX1DnJi9Q9VAc+YDj3I
      M0vXNx75sGbqaI6dNwIDAQAB
      -----END PUBLIC KEY-----
      """
    #expect(await message(.publicKey(pem: pem))?.contains("2048 bits or more") == true)
  }

  @Test func secretsHaveThirtyTwoBytesAndAreNoKeys() async {
    #expect(
      await message(.hs256Secret(Array(repeating: 0x61, count: 31)))
        == "has 31 bytes; a secret needs 32 or more")
    #expect(await message(.hs256Secret([])) == "has 0 bytes; a secret needs 32 or more")
    #expect(
      await message(.hs256Secret(Array(Keys.pem("ES256").utf8)))
        == "holds a PEM key, not a secret")
    #expect(await message(.hs256Secret(Array(repeating: 0, count: 32))) == nil)
  }
}

/// Tokens that others signed: their payload has no `sub`, which is what they are refused for.
@Suite struct PublishedTokens {
  private static let payload =
    "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ"

  @Test func hs256OfRFC7515A1() async throws {
    let key =
      "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow"
    let bytes = try #require(Base64URL.decode(Array(key.utf8)[...]))
    let verifier = try await TokenVerifier(.hs256Secret(bytes))
    let token =
      "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.\(Self.payload)"
      + ".dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
    #expect(problem(verifier, token) == .missing(.sub))
    #expect(problem(verifier, token.replacing("dBj", with: "dBk")) == .badSignature)
  }

  @Test func es256OfRFC7515A3() async throws {
    let verifier = try await TokenVerifier(
      keySet(
        #"{"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","#
          + #""y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}"#))
    let token =
      "eyJhbGciOiJFUzI1NiJ9.\(Self.payload)"
      + ".DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q"
    #expect(problem(verifier, token) == .missing(.sub))
    #expect(problem(verifier, token.replacing("DtE", with: "DtF")) == .badSignature)
  }
}
