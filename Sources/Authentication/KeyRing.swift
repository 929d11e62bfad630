import FoundationEssentials

/// The keys that tokens may be signed with.
struct KeyRing: Sendable {
  /// By `kid`, as bytes: hashing a `String` of a stranger's costs time quadratic in its marks.
  private var named: [[UInt8]: VerificationKey] = [:]
  /// The only key, if there is only one.
  private var only: VerificationKey?

  init(_ source: KeySource) async throws(KeyProblem) {
    switch source {
    case .hs256Secret(let bytes):
      only = try await VerificationKey(hs256: SharedSecret(bytes))
    case .publicKey(let pem):
      only = try await VerificationKey(pem: pem)
    case .jwks(let json):
      try await add(keySet: json)
    }
  }

  private mutating func add(keySet json: String) async throws(KeyProblem) {
    guard let document = try? JSONDecoder().decode(KeySetDocument.self, from: Data(json.utf8))
    else { throw KeyProblem(message: "is no JWK set: a JSON object with an array of keys") }
    var keys: [(id: String?, number: Int, key: VerificationKey)] = []
    for (index, entry) in document.keys.enumerated() {
      if let key = try await VerificationKey(entry, number: index + 1) {
        keys.append((entry.kid, index + 1, key))
      }
    }
    guard !keys.isEmpty else { throw KeyProblem(message: "has no key that checks signatures") }
    for (id, number, key) in keys {
      guard let id else {
        guard keys.count == 1 else {
          throw KeyProblem(
            message: "has a key without kid (key \(number)); with several, each needs one")
        }
        continue
      }
      guard named.updateValue(key, forKey: Array(id.utf8)) == nil else {
        throw KeyProblem(message: "has two keys with the same kid (key \(number))")
      }
    }
    only = keys.count == 1 ? keys.first?.key : nil
  }

  /// The key for a token with this `header`, whatever its signature is.
  ///
  /// A key without a name is every `kid`'s: issuers write one, and it is the only key anyway.
  func key(for header: JSONObject) throws(TokenProblem) -> VerificationKey {
    let key: VerificationKey
    if let member = header["kid"] {
      guard let id = header.string(member) else { throw .malformed }
      guard let known = named.isEmpty ? only : named[Array(id.utf8)] else { throw .unknownKey }
      key = known
    } else {
      guard let only else { throw .noKeyID }
      key = only
    }
    guard let algorithm = header.string(header["alg"]),
      algorithm.utf8.elementsEqual(key.algorithm.utf8)
    else { throw .wrongAlgorithm }
    return key
  }
}
