import Signaling
import Testing

@testable import Authentication

/// A token that must not get in, what it is refused for, and its header, payload and making.
struct Forgery: Sendable, CustomTestStringConvertible {
  let name: String
  let problem: TokenProblem
  var header: String?
  var payload: String?
  /// What is done to the finished token.
  var spoil: @Sendable (String) -> String = { $0 }

  var testDescription: String { name }

  init(
    _ name: String, _ problem: TokenProblem, header: String? = nil, payload: String? = nil,
    spoil: @escaping @Sendable (String) -> String = { $0 }
  ) {
    self.name = name
    self.problem = problem
    self.header = header
    self.payload = payload
    self.spoil = spoil
  }

  static let headers: [Forgery] = [
    .init("alg none", .wrongAlgorithm, header: #"{"alg":"none"}"#),
    .init("alg None", .wrongAlgorithm, header: #"{"alg":"None"}"#),
    .init("alg NONE", .wrongAlgorithm, header: #"{"alg":"NONE"}"#),
    .init("alg nOnE", .wrongAlgorithm, header: #"{"alg":"nOnE"}"#),
    .init("alg escaped none", .wrongAlgorithm, header: #"{"alg":"\u006eone"}"#),
    .init("alg none, no signature", .wrongAlgorithm, header: #"{"alg":"none"}"#) {
      text($0.utf8.dropLast(43))
    },
    .init("alg empty", .wrongAlgorithm, header: #"{"alg":""}"#),
    .init("alg absent", .wrongAlgorithm, header: #"{"typ":"JWT"}"#),
    .init("alg null", .wrongAlgorithm, header: #"{"alg":null}"#),
    .init("alg array", .wrongAlgorithm, header: #"{"alg":["HS256"]}"#),
    .init("alg in lower case", .wrongAlgorithm, header: #"{"alg":"hs256"}"#),
    .init("alg with a space", .wrongAlgorithm, header: #"{"alg":"HS256 "}"#),
    .init("alg of another hash", .wrongAlgorithm, header: #"{"alg":"HS512"}"#),
    .init("alg of another key type", .wrongAlgorithm, header: #"{"alg":"RS256"}"#),
    .init("alg twice", .malformed, header: #"{"alg":"HS256","alg":"none"}"#),
    .init("alg twice, once escaped", .malformed, header: #"{"alg":"HS256","\u0061lg":"none"}"#),
    .init("kid number", .malformed, header: #"{"alg":"HS256","kid":1}"#),
    .init("kid null", .malformed, header: #"{"alg":"HS256","kid":null}"#),
    .init("crit", .criticalHeader, header: #"{"alg":"HS256","crit":["exp"]}"#),
    .init("crit empty", .criticalHeader, header: #"{"alg":"HS256","crit":[]}"#),
    .init("crit b64", .criticalHeader, header: #"{"alg":"HS256","b64":false,"crit":["b64"]}"#),
    .init("typ JWE", .wrongType, header: #"{"alg":"HS256","typ":"JWE"}"#),
    .init("typ number", .wrongType, header: #"{"alg":"HS256","typ":1}"#),
    .init("typ of another use", .wrongType, header: #"{"alg":"HS256","typ":"logout+jwt"}"#),
    .init("header array", .malformed, header: "[]"),
    .init("header empty", .malformed, header: ""),
    .init("header not UTF-8", .malformed, spoil: { "_w" + $0.drop { $0 != "." } }),
    .init("header goes on", .malformed, header: #"{"alg":"HS256"}{}"#),
  ]

  static let spellings: [Forgery] = [
    .init("empty", .malformed, spoil: { _ in "" }),
    .init("dots", .malformed, spoil: { _ in ".." }),
    .init("one part", .malformed, spoil: { _ in "abcd" }),
    .init("two parts", .malformed, spoil: { text($0.utf8.prefix(80)).replacing(".", with: "") }),
    .init("five parts", .malformed, spoil: { $0 + ".AA.AA" }),
    .init("1 MiB", .tooLong, spoil: { $0 + String(repeating: "A", count: 1 << 20) }),
    .init("1 MiB of dots", .tooLong, spoil: { _ in String(repeating: ".", count: 1 << 20) }),
    .init(
      "8,193 bytes", .tooLong, spoil: { $0 + String(repeating: "A", count: 8_193 - $0.utf8.count) }),
    .init("padding", .malformed, spoil: { $0 + "=" }),
    .init("padding inside", .malformed, spoil: { $0.replacing(".", with: "=.") }),
    .init("space in front", .malformed, spoil: { " " + $0 }),
    .init("line break behind", .malformed, spoil: { $0 + "\n" }),
    .init("space inside", .malformed, spoil: { $0.replacing(".", with: " .") }),
    .init("NUL behind", .malformed, spoil: { $0 + "\0" }),
    .init("standard alphabet", .malformed, spoil: { text($0.utf8.dropLast(2)) + "+/" }),
    .init("stray bits at the end", .malformed, spoil: { text($0.utf8.dropLast()) + "_" }),
    .init("impossible length", .malformed, spoil: { $0 + "AA" }),
    .init("signature cut", .badSignature, spoil: { text($0.utf8.dropLast(3)) }),
    .init("signature empty", .badSignature, spoil: { text($0.utf8.dropLast(43)) }),
    .init("signature longer", .badSignature, spoil: { text($0.utf8.dropLast(3)) + "AAAAAAA" }),
    .init("signature of zeros", .badSignature) {
      text($0.utf8.dropLast(43)) + String(repeating: "A", count: 43)
    },
    .init("payload exchanged", .badSignature) {
      let parts = $0.split(separator: ".")
      return "\(parts[0]).\(encoded(claims(#""rooms":"*""#))).\(parts[2])"
    },
    .init("header exchanged", .badSignature) {
      encoded(#"{"alg":"HS256"}"#) + $0.drop { $0 != "." }
    },
  ]

  static let payloads: [Forgery] = [
    .init("payload empty", .malformed, payload: ""),
    .init("payload array", .malformed, payload: "[]"),
    .init("payload string", .malformed, payload: #""x""#),
    .init("claim twice", .malformed, payload: claims(#""sub":"a","sub":"b""#)),
    .init("claim twice, once escaped", .malformed, payload: claims(#""sub":"a","s\u0075b":"b""#)),
    .init("deep nesting", .malformed, payload: deep),
    .init("deep arrays", .malformed, payload: String(repeating: "[", count: 5_000)),
    .init("half a surrogate pair", .malformed, payload: claims(#""sub":"\ud800""#)),
    .init("nested token", .malformed, payload: encoded("{}") + "." + encoded("{}") + ".AA"),
    .init("exp absent", .missing(.exp), payload: claims(without: "exp")),
    .init("exp string", .badClaim(.exp), payload: claims(#""exp":"9999999999""#)),
    .init("exp null", .badClaim(.exp), payload: claims(#""exp":null"#)),
    .init("exp true", .badClaim(.exp), payload: claims(#""exp":true"#)),
    .init("exp NaN", .malformed, payload: claims(#""exp":NaN"#)),
    .init("exp Infinity", .malformed, payload: claims(#""exp":Infinity"#)),
    .init("exp 1e999", .badClaim(.exp), payload: claims(#""exp":1e999"#)),
    .init("exp huge", .badClaim(.exp), payload: claims(#""exp":99999999999999999999"#)),
    .init("exp in milliseconds", .badClaim(.exp), payload: claims(#""exp":1750003600000"#)),
    .init("exp negative", .expired, payload: claims(#""exp":-1"#)),
    .init("exp zero", .expired, payload: claims(#""exp":0"#)),
    .init("exp passed", .expired, payload: claims(#""exp":\#(nowSeconds)"#)),
    .init("nbf to come", .notYetValid, payload: claims(#""nbf":\#(nowSeconds + 31)"#)),
    .init("nbf string", .badClaim(.nbf), payload: claims(#""nbf":"0""#)),
    .init("iat to come", .issuedInFuture, payload: claims(#""iat":\#(nowSeconds + 31)"#)),
    .init("iat object", .badClaim(.iat), payload: claims(#""iat":{}"#)),
    .init("sub absent", .missing(.sub), payload: claims(without: "sub")),
    .init("sub empty", .badClaim(.sub), payload: claims(#""sub":"""#)),
    .init("sub number", .badClaim(.sub), payload: claims(#""sub":1"#)),
    .init("sub with a control", .badClaim(.sub), payload: claims(#""sub":"a\u0000""#)),
    .init("sub of 129 bytes", .badClaim(.sub), payload: claims(#""sub":"\#(long)""#)),
    .init("rooms number", .badClaim(.rooms), payload: claims(#""rooms":1"#)),
    .init("rooms true", .badClaim(.rooms), payload: claims(#""rooms":true"#)),
    .init("rooms object", .badClaim(.rooms), payload: claims(#""rooms":{"*":1}"#)),
    .init("rooms string", .badClaim(.rooms), payload: claims(#""rooms":"a""#)),
    .init("rooms mixed", .badClaim(.rooms), payload: claims(#""rooms":["a",1]"#)),
    .init("rooms nested", .badClaim(.rooms), payload: claims(#""rooms":[["*"]]"#)),
    .init("rooms empty name", .badClaim(.rooms), payload: claims(#""rooms":[""]"#)),
    .init("iss number", .badClaim(.iss), payload: claims(#""iss":1"#)),
    .init("aud number", .badClaim(.aud), payload: claims(#""aud":1"#)),
    .init("aud mixed", .badClaim(.aud), payload: claims(#""aud":["a",null]"#)),
  ]

  private static let long = String(repeating: "x", count: 129)
  private static let deep = claims(
    #""x":"# + String(repeating: #"{"x":"#, count: 500) + "1" + String(repeating: "}", count: 500))
}

@Suite struct TokenVerifierTests {
  @Test(arguments: Forgery.headers + Forgery.spellings + Forgery.payloads)
  func forgedTokensAreRefusedForWhatIsWrongAndAtOnce(_ forgery: Forgery) async throws {
    let verifier = try await TokenVerifier(.hs256Secret(secret))
    let token = forgery.spoil(
      try await forge(header: forgery.header, payload: forgery.payload))
    let start = ContinuousClock.now
    let found = problem(verifier, token)
    let time = ContinuousClock.now - start
    #expect(found == forgery.problem)
    #expect(time < .milliseconds(250))
  }

  @Test func whatTheForgeriesAreMadeFromIsAccepted() async throws {
    let verifier = try await TokenVerifier(.hs256Secret(secret))
    let identity = try verifier.verify(try await forge(), now: now)
    #expect(identity.account.id == "u1")
    #expect(identity.rooms == .only(["a"]))
    #expect(identity.expiresAt == now + 3_600_000)
  }

  @Test(arguments: ["RS256", "ES256", "ES384", "ES512", "EdDSA"])
  func eachTypeOfPublicKeyHasItsAlgorithm(_ algorithm: String) async throws {
    let verifier = try await TokenVerifier(.publicKey(pem: Keys.pem(algorithm)))
    let good = try await forge(algorithm)
    #expect(try verifier.verify(good, now: now).account.id == "u1")
    for other in ["HS256", "RS256", "RS384", "PS256", "ES256", "ES384", "EdDSA"]
    where other != algorithm {
      let header = #"{"alg":"\#(other)"}"#
      #expect(problem(verifier, try await forge(algorithm, header: header)) == .wrongAlgorithm)
      let signed = try await forge(other, header: #"{"alg":"\#(algorithm)"}"#)
      #expect(problem(verifier, signed) == .badSignature)
    }
  }

  @Test(arguments: ["RS256", "ES256", "EdDSA"])
  func thePublicKeyIsNoSecret(_ algorithm: String) async throws {
    let pem = Keys.pem(algorithm)
    let verifier = try await TokenVerifier(.publicKey(pem: pem))
    for key in [pem, pem + "\n", String(pem.dropLast())] {
      for name in ["HS256", algorithm] {
        let signed = encoded(#"{"alg":"\#(name)"}"#) + "." + encoded(claims())
        let secret = ForgersSecret(bytes: Array(key.utf8))
        let token = signed + "." + text(Base64URL.encode(secret.signature(of: Array(signed.utf8))))
        #expect(
          problem(verifier, token) == (name == "HS256" ? .wrongAlgorithm : .badSignature))
      }
    }
  }

  @Test(arguments: ["ES256", "RS256", "EdDSA"])
  func signaturesOfAnyLengthAndOfNothingAreWrong(_ algorithm: String) async throws {
    let verifier = try await TokenVerifier(.publicKey(pem: Keys.pem(algorithm)))
    let signed = encoded(#"{"alg":"\#(algorithm)"}"#) + "." + encoded(claims()) + "."
    for count in [0, 1, 31, 32, 63, 64, 65, 72, 128, 255, 256, 257, 4_000] {
      for byte: UInt8 in [0x00, 0x01, 0xFF] {
        let signature = Base64URL.encode([UInt8](repeating: byte, count: count))
        #expect(problem(verifier, signed + text(signature)) == .badSignature)
      }
    }
  }

  @Test func aTokenWithAnyCharacterChangedIsRefused() async throws {
    let verifier = try await TokenVerifier(.hs256Secret(secret))
    let token = Array(try await forge().utf8)
    #expect(problem(verifier, text(token)) == nil)
    for index in token.indices {
      for other in "AQgwz_-.=\0 ".utf8 where other != token[index] {
        var changed = token
        changed[index] = other
        #expect(problem(verifier, text(changed)) != nil, "\(index) \(other)")
      }
    }
  }

  @Test func aTokenCutAnywhereIsRefused() async throws {
    let verifier = try await TokenVerifier(.hs256Secret(secret))
    let token = Array(try await forge().utf8)
    for count in 0..<token.count {
      #expect(problem(verifier, text(token.prefix(count))) != nil)
      #expect(problem(verifier, text(token.suffix(count))) != nil)
    }
  }

  @Test func anECDSASignatureInDERIsWrong() async throws {
    let verifier = try await TokenVerifier(.publicKey(pem: Keys.pem("ES256")))
    let token = try await forge("ES256")
    let raw = try #require(Base64URL.decode(Array(token.utf8.suffix(86))[...]))
    var der: [UInt8] = [0x30, 0x44, 0x02, 0x20] + raw.prefix(32) + [0x02, 0x20]
    der += raw.suffix(32)
    let forged = text(token.utf8.dropLast(86)) + text(Base64URL.encode(der))
    #expect(problem(verifier, forged) == .badSignature)
  }

  @Test func keysOfTheTokensOwnAreNotLookedAt() async throws {
    let verifier = try await TokenVerifier(.publicKey(pem: Keys.pem("ES256")))
    let jwk = try Keys.jwk("OKP")
    for name in ["EdDSA", "ES256"] {
      let header = #"{"alg":"\#(name)","jwk":\#(jwk),"jku":"http://127.0.0.1/","x5u":"x"}"#
      let found = problem(verifier, try await forge("EdDSA", header: header))
      #expect(found == (name == "EdDSA" ? .wrongAlgorithm : .badSignature))
    }
  }

  @Test func theLeewayIsThirtySecondsAndNoMore() async throws {
    let verifier = try await TokenVerifier(.hs256Secret(secret))
    for claim in [
      #""exp":\#(nowSeconds + 1)"#, #""nbf":\#(nowSeconds + 30)"#, #""iat":\#(nowSeconds + 30)"#,
      #""exp":\#(nowSeconds).5"#, #""exp":1.76e9"#,
    ] {
      #expect(problem(verifier, try await forge(payload: claims(claim))) == nil, "\(claim)")
    }
  }

  @Test(arguments: ["JWT", "jwt", "at+jwt", "AT+JWT", "application/at+jwt"])
  func typesOfTokensMayBeNamed(_ type: String) async throws {
    let verifier = try await TokenVerifier(.hs256Secret(secret))
    let header = #"{"typ":"\#(type)","alg":"HS256"}"#
    #expect(problem(verifier, try await forge(header: header)) == nil)
  }

  @Test(
    arguments: [
      (#""aud":"hub""#, nil), (#""aud":["x","hub"]"#, nil), (#""aud":"hub2""#, .wrongAudience),
      (#""aud":["x"]"#, .wrongAudience), (#""aud":[]"#, .wrongAudience), ("", .wrongAudience),
      (#""aud":"HUB""#, .wrongAudience), (#""aud":"""#, .wrongAudience),
    ] as [(String, TokenProblem?)])
  func theAudienceMustBeAmongThoseNamed(_ claim: String, _ expected: TokenProblem?) async throws {
    let verifier = try await TokenVerifier(.hs256Secret(secret), audience: "hub")
    #expect(problem(verifier, try await forge(payload: claims(claim))) == expected)
  }

  @Test(
    arguments: [
      (#""iss":"https://id.example""#, nil), (#""iss":"https://id.example/""#, .wrongIssuer),
      ("", .wrongIssuer), (#""iss":"""#, .wrongIssuer), (#""iss":"caf\u00e9""#, .wrongIssuer),
    ] as [(String, TokenProblem?)])
  func theIssuerMustBeTheOneExpected(_ claim: String, _ expected: TokenProblem?) async throws {
    let verifier = try await TokenVerifier(.hs256Secret(secret), issuer: "https://id.example")
    #expect(problem(verifier, try await forge(payload: claims(claim))) == expected)
  }

  @Test func issuersAreComparedByteForByte() async throws {
    let verifier = try await TokenVerifier(.hs256Secret(secret), issuer: "caf\u{E9}")
    let token = try await forge(payload: claims(#""iss":"cafe\u0301""#))
    #expect(problem(verifier, token) == .wrongIssuer)
  }

  @Test func audienceAndIssuerOfATokenDoNotMatterToAHubThatExpectsNone() async throws {
    let verifier = try await TokenVerifier(.hs256Secret(secret))
    let token = try await forge(payload: claims(#""aud":"other","iss":"anybody""#))
    #expect(problem(verifier, token) == nil)
  }

  @Test func theLongestTokenIsRead() async throws {
    let verifier = try await TokenVerifier(.hs256Secret(secret))
    let room = try await forge(payload: claims(#""x":"""#)).utf8.count
    // Three bytes are four characters.
    let pad = String(repeating: "x", count: (8_192 - room) / 4 * 3 - 3)
    let token = try await forge(payload: claims(#""x":"\#(pad)""#))
    #expect((8_180...8_192).contains(token.utf8.count))
    #expect(problem(verifier, token) == nil)
  }

  @Test func nothingIsPrinted() async throws {
    let source = KeySource.hs256Secret(secret)
    let verifier = try await TokenVerifier(source, audience: "aud-in-the-dump")
    var dumped = "\(source) \(verifier) " + String(reflecting: verifier)
    dump(verifier, to: &dumped)
    dump(source, to: &dumped)
    #expect(!dumped.contains("aud-in-the-dump") && !dumped.contains("48"))
  }
}
