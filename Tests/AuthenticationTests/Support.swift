import Crypto
import CryptoExtras
import FoundationEssentials
import JWTKit

@testable import Authentication

/// The moment that all tests live in, in milliseconds since 1970, and the same in seconds.
let now: Int64 = 1_750_000_000_000
let nowSeconds = now / 1_000

let secret = Array("0123456789abcdef0123456789abcdef".utf8)

/// One key pair of each type, made anew for each run.
enum Keys {
  static let rsa = (try? _RSA.Signing.PrivateKey(keySize: .bits2048))
  static let rsaPEM = rsa?.publicKey.pemRepresentation ?? ""
  static let es256 = ES256PrivateKey()
  static let es384 = ES384PrivateKey()
  static let es512 = ES512PrivateKey()
  static let eddsa = Curve25519.Signing.PrivateKey()

  static func signer(_ algorithm: String) async throws -> any JWTAlgorithm {
    let keys = JWTKeyCollection()
    switch algorithm {
    case "HS256": await keys.add(hmac: HMACKey(from: secret), digestAlgorithm: .sha256)
    case "RS256": await keys.add(rsa: try rsaKey(), digestAlgorithm: .sha256)
    case "RS384": await keys.add(rsa: try rsaKey(), digestAlgorithm: .sha384)
    case "PS256": await keys.add(pss: try rsaKey(), digestAlgorithm: .sha256)
    case "ES256": await keys.add(ecdsa: es256)
    case "ES384": await keys.add(ecdsa: es384)
    case "ES512": await keys.add(ecdsa: es512)
    default: await keys.add(eddsa: EdDSA.PrivateKey(backing: eddsa))
    }
    return try await keys.getKey()
  }

  private static func rsaKey() throws -> JWTKit.Insecure.RSA.PrivateKey {
    guard let rsa else { throw CryptoKitError.incorrectKeySize }
    return try JWTKit.Insecure.RSA.PrivateKey(backing: rsa)
  }

  static func pem(_ algorithm: String) -> String {
    switch algorithm {
    case "ES256": es256.publicKey.pemRepresentation
    case "ES384": es384.publicKey.pemRepresentation
    case "ES512": es512.publicKey.pemRepresentation
    case "EdDSA": eddsa.publicKey.pemRepresentation
    default: rsaPEM
    }
  }

  /// A key as a member of a JWK set.
  static func jwk(_ type: String, _ members: [String: String] = [:]) throws -> String {
    var own: [String: String]
    switch type {
    case "RSA":
      guard let rsa else { throw CryptoKitError.incorrectKeySize }
      let key = try rsa.publicKey.getKeyPrimitives()
      own = [
        "kty": "RSA", "n": text(Base64URL.encode(key.modulus)),
        "e": text(Base64URL.encode(key.publicExponent)),
      ]
    case "EC":
      let raw = try P256.Signing.PublicKey(pemRepresentation: pem("ES256")).rawRepresentation
      own = [
        "kty": "EC", "crv": "P-256", "x": text(Base64URL.encode(raw.prefix(32))),
        "y": text(Base64URL.encode(raw.suffix(32))),
      ]
    default:
      let raw = eddsa.publicKey.rawRepresentation
      own = ["kty": "OKP", "crv": "Ed25519", "x": text(Base64URL.encode(raw))]
    }
    own.merge(members) { $1 }
    return "{" + own.map { #""\#($0)":"\#($1)""# }.sorted().joined(separator: ",") + "}"
  }
}

func text(_ bytes: some Sequence<UInt8>) -> String { String(decoding: Array(bytes), as: UTF8.self) }

func encoded(_ string: String) -> String { text(Base64URL.encode(string.utf8)) }

/// A token signed by the key for `algorithm`, whatever its header says.
func forge(
  _ algorithm: String = "HS256", header: String? = nil, payload: String? = nil
) async throws -> String {
  let signed =
    encoded(header ?? #"{"alg":"\#(algorithm)","typ":"JWT"}"#) + "." + encoded(payload ?? claims())
  let signature = try await Keys.signer(algorithm).sign(Array(signed.utf8))
  return signed + "." + text(Base64URL.encode(signature))
}

/// A payload that is accepted, with `more` in it and the claims `without` left out.
func claims(_ more: String = "", without: String = "") -> String {
  let own = ["sub": #""u1""#, "exp": "\(nowSeconds + 3600)", "rooms": #"["a"]"#]
  let members = own.filter { $0.key != without && !more.contains("\"\($0.key)\":") }
    .map { #""\#($0.key)":\#($0.value)"# }
  return "{" + (members.sorted() + (more.isEmpty ? [] : [more])).joined(separator: ",") + "}"
}

func problem(_ verifier: TokenVerifier, _ token: String) -> TokenProblem? {
  do {
    _ = try verifier.verify(token, now: now)
    return nil
  } catch {
    return error
  }
}

/// HMAC with any key at all.
struct ForgersSecret {
  let bytes: [UInt8]

  func signature(of text: [UInt8]) -> [UInt8] {
    Array(HMAC<SHA256>.authenticationCode(for: text, using: SymmetricKey(data: bytes)))
  }
}
