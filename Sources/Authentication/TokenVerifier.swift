import Signaling

/// Checks the tokens that clients show: JWTs signed by a key that the hub was given.
///
/// What RFC 8725 asks for stands here and not in the library: the algorithm belongs to the key, an
/// unknown `kid` is refused before anything is verified, and nothing in the payload is looked at
/// before the signature is right. Never prints a token, nor quotes one in an error.
public struct TokenVerifier: Sendable, CustomStringConvertible, CustomReflectable {
  /// Longest token, in bytes.
  public static let maximumBytes = 8_192

  /// How far ahead the clock of whoever issues tokens may be, in milliseconds.
  public static let leeway: Int64 = 30_000

  private let keys: KeyRing
  private let audience: String?
  private let issuer: String?

  /// A verifier with these keys.
  ///
  /// - Parameters:
  ///   - audience: one of those that `aud` must name; nil accepts any, and none.
  ///   - issuer: what `iss` must be; nil accepts any, and none.
  public init(
    _ source: KeySource, audience: String? = nil, issuer: String? = nil
  ) async throws(KeyProblem) {
    keys = try await KeyRing(source)
    self.audience = audience
    self.issuer = issuer
  }

  /// What `token` says of its bearer. Blocks for as long as one signature takes to check, tens of
  /// microseconds.
  ///
  /// - Parameter now: milliseconds since 1970.
  public func verify(_ token: String, now: Int64) throws(TokenProblem) -> Identity {
    guard token.utf8.count <= Self.maximumBytes else { throw .tooLong }
    let token = try CompactToken(Array(token.utf8))
    try token.checkHeader()
    let key = try keys.key(for: token.header)
    guard key.isValid(token.signature, for: token.signed) else { throw .badSignature }
    let claims = try Claims(token.payload)
    try check(claims, now)
    return claims.identity
  }

  private func check(_ claims: Claims, _ now: Int64) throws(TokenProblem) {
    if let issuer, !issuer.hasSameBytes(as: claims.issuer) { throw .wrongIssuer }
    if let audience, !claims.audience.contains(where: { audience.hasSameBytes(as: $0) }) {
      throw .wrongAudience
    }
    // RFC 7519 4.1.4: not on or after exp. Without leeway: a connection ends with its token, and one
    // let in later would end at once.
    guard now < claims.expiresAt else { throw .expired }
    if let notBefore = claims.notBefore, now + Self.leeway < notBefore { throw .notYetValid }
    if let issuedAt = claims.issuedAt, now + Self.leeway < issuedAt { throw .issuedInFuture }
  }

  /// A placeholder: there may be a secret inside.
  public var description: String { "<token verifier>" }
  /// Nothing: `dump` and failure reports look inside values that way.
  public var customMirror: Mirror { Mirror(self, children: []) }
}

extension String {
  /// RFC 7519 2, StringOrURI: compared as they are, unlike `==`, which takes what Unicode holds
  /// equivalent for the same.
  fileprivate func hasSameBytes(as other: String?) -> Bool {
    guard let other else { return false }
    return utf8.elementsEqual(other.utf8)
  }
}
