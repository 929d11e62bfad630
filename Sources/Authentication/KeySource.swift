/// Where the keys that tokens are checked with come from.
public enum KeySource: Sendable, CustomStringConvertible, CustomReflectable {
  /// A secret shared with the issuer, of 32 bytes or more: tokens are signed with HS256.
  case hs256Secret([UInt8])
  /// One public key as PEM: RSA (RS256), P-256 (ES256), P-384 (ES384), P-521 (ES512), Ed25519
  /// (EdDSA).
  case publicKey(pem: String)
  /// A JWK set (RFC 7517 5). Keys for encryption and of unknown types are passed over.
  case jwks(json: String)

  /// A placeholder: one of the cases holds a secret.
  public var description: String { "<keys>" }
  /// Nothing: `dump` and failure reports look inside values that way.
  public var customMirror: Mirror { Mirror(self, children: []) }
}

/// Why keys, or a secret, cannot be used.
public struct KeyProblem: Error, Hashable, Sendable {
  /// One sentence without subject and full stop, about the file they stand in: "holds no public
  /// key". Never quotes the file.
  public let message: String
}
