/// Why a token is not accepted.
public enum TokenProblem: Error, Hashable, Sendable {
  /// Longer than `TokenVerifier.maximumBytes`.
  case tooLong
  /// Not three base64url parts, or header or payload is not one JSON object with unique members.
  case malformed
  /// The header's `typ` is something else than JWT or at+jwt.
  case wrongType
  /// The header has `crit`: extensions that must be understood, of which the hub knows none.
  case criticalHeader
  /// `alg` is not the one that belongs to the key. `none` never is.
  case wrongAlgorithm
  /// There are several keys and the token does not say which (`kid`).
  case noKeyID
  /// `kid` is of no key that the hub has.
  case unknownKey
  /// The signature does not fit.
  case badSignature
  /// A claim that must be there is not.
  case missing(Claim)
  /// A claim is not what it must be.
  case badClaim(Claim)
  /// From another issuer than the one expected.
  case wrongIssuer
  /// Meant for another audience.
  case wrongAudience
  /// `exp` has passed.
  case expired
  /// `nbf` has not come yet.
  case notYetValid
  /// `iat` has not come yet.
  case issuedInFuture

  /// What is wrong, for whoever sent the token: names claims, never their values, nor what was
  /// expected.
  public var message: String {
    switch self {
    case .tooLong: "the token is longer than \(TokenVerifier.maximumBytes) bytes"
    case .malformed: "the token is not a JWT: three base64url parts, two of them JSON objects"
    case .wrongType: "the token's typ is not JWT or at+jwt"
    case .criticalHeader: "the token's header has crit, which is not supported"
    case .wrongAlgorithm: "the token's alg is not the one of its key"
    case .noKeyID: "the token has no kid"
    case .unknownKey: "the token's kid is unknown"
    case .badSignature: "the token's signature is wrong"
    case .missing(let claim): "the token has no \(claim.rawValue)"
    case .badClaim(let claim): "the token's \(claim.rawValue) must be \(claim.shape)"
    case .wrongIssuer: "the token is from another issuer"
    case .wrongAudience: "the token is for another audience"
    case .expired: "the token has expired"
    case .notYetValid: "the token is not valid yet"
    case .issuedInFuture: "the token's iat is in the future"
    }
  }

  /// A stable name for counters.
  public var label: String {
    switch self {
    case .tooLong: "token_too_long"
    case .malformed: "token_malformed"
    case .wrongType: "token_type"
    case .criticalHeader: "token_crit"
    case .wrongAlgorithm: "token_algorithm"
    case .noKeyID, .unknownKey: "token_key"
    case .badSignature: "token_signature"
    case .missing, .badClaim: "token_claim"
    case .wrongIssuer: "token_issuer"
    case .wrongAudience: "token_audience"
    case .expired: "token_expired"
    case .notYetValid, .issuedInFuture: "token_early"
    }
  }
}
