import JWTKit

/// A JWK set as it stands in its file (RFC 7517 5), with the members that matter here.
struct KeySetDocument: Decodable {
  let keys: [Entry]

  struct Entry: Decodable {
    let kty: String?
    let kid: String?
    let use: String?
    let alg: String?
    let crv: String?
    let n: String?
    let e: String?
    let x: String?
    let y: String?
    let d: String?

    /// The key with the algorithm it is used with; nil if it is for something else.
    ///
    /// The algorithm is always set here: jwt-kit would let the token choose otherwise.
    var key: JWK? {
      guard use ?? "sig" == "sig" else { return nil }
      let identifier = JWKIdentifier(string: kid ?? "")
      switch kty {
      case "RSA":
        guard let name = Self.algorithm(alg, from: Self.rsa),
          let algorithm = JWK.Algorithm(rawValue: name)
        else { return nil }
        return .rsa(algorithm, identifier: identifier, modulus: n, exponent: e)
      case "EC":
        guard let crv, let own = Self.ecdsa[crv], let name = Self.algorithm(alg, from: [own]),
          let algorithm = JWK.Algorithm(rawValue: name), let curve = ECDSACurve(rawValue: crv)
        else { return nil }
        return .ecdsa(algorithm, identifier: identifier, x: x, y: y, curve: curve)
      case "OKP":
        guard crv == "Ed25519", Self.algorithm(alg, from: ["EdDSA"]) != nil else { return nil }
        return .octetKeyPair(.eddsa, identifier: identifier, x: x, y: nil, curve: .ed25519)
      default:
        return nil
      }
    }

    private static let rsa = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512"]
    private static let ecdsa = ["P-256": "ES256", "P-384": "ES384", "P-521": "ES512"]

    /// What the key says, if it is possible; the first possible one if the key says nothing.
    private static func algorithm(_ said: String?, from possible: [String]) -> String? {
      guard let said else { return possible.first }
      return possible.contains(said) ? said : nil
    }
  }
}
