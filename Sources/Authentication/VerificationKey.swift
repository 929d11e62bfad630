import FoundationEssentials
import JWTKit

/// A key, with the one algorithm it is used with (RFC 8725 3.1).
struct VerificationKey: Sendable {
  /// The `alg` of tokens signed with it.
  let algorithm: String
  private let verifier: any JWTAlgorithm

  /// Whether `signature` is this key's for `text`.
  func isValid(_ signature: [UInt8], for text: ArraySlice<UInt8>) -> Bool {
    // A signature that cannot be one, such as an ECDSA signature of another length, throws.
    (try? verifier.verify(signature, signs: text)) ?? false
  }

  /// Takes the only key in `keys`.
  init(in keys: JWTKeyCollection) async throws {
    verifier = try await keys.getKey()
    algorithm = verifier.name
  }

  init(hs256 secret: SharedSecret) async throws(KeyProblem) {
    do {
      let keys = JWTKeyCollection()
      await keys.add(hmac: HMACKey(from: secret.bytes), digestAlgorithm: .sha256)
      try await self.init(in: keys)
    } catch {
      throw KeyProblem(message: "holds no secret")
    }
  }

  init(pem: String) async throws(KeyProblem) {
    guard !pem.contains("PRIVATE KEY-----") else {
      throw KeyProblem(message: "holds a private key; the hub needs the public one")
    }
    guard !pem.contains("BEGIN CERTIFICATE-----") else {
      throw KeyProblem(message: "holds a certificate; the hub needs the public key in it")
    }
    guard pem.split(separator: "-----BEGIN ", omittingEmptySubsequences: false).count == 2 else {
      throw KeyProblem(message: "must hold one public key in PEM form")
    }
    let keys = JWTKeyCollection()
    if let key = try? ES256PublicKey(pem: pem) {
      await keys.add(ecdsa: key)
    } else if let key = try? ES384PublicKey(pem: pem) {
      await keys.add(ecdsa: key)
    } else if let key = try? ES512PublicKey(pem: pem) {
      await keys.add(ecdsa: key)
    } else if let key = try? EdDSA.PublicKey(pem: pem) {
      await keys.add(eddsa: key)
    } else if let key = try? Insecure.RSA.PublicKey(pem: pem) {
      await keys.add(rsa: key, digestAlgorithm: .sha256)
    }
    do {
      try await self.init(in: keys)
    } catch {
      throw KeyProblem(
        message: "holds no public key of RSA (2048 bits or more), P-256, P-384, P-521 or Ed25519")
    }
  }

  /// Nil when the key is for something else than checking signatures that the hub knows.
  init?(_ entry: KeySetDocument.Entry, number: Int) async throws(KeyProblem) {
    guard let key = entry.key else { return nil }
    guard entry.d == nil else {
      throw KeyProblem(message: "holds a private key (key \(number)); take it out")
    }
    do {
      let keys = JWTKeyCollection()
      try await keys.add(jwk: key)
      try await self.init(in: keys)
    } catch {
      throw KeyProblem(message: "has a key that cannot be read (key \(number))")
    }
  }
}
