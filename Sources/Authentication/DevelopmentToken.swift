import JSONEnvelope

/// A token for trying things out, signed with a secret that the hub has too.
public struct DevelopmentToken: Sendable {
  /// Whose it is.
  public var subject: String
  /// What peers see.
  public var name: String
  /// Chat IDs; `*` among them is all.
  public var rooms: [String]
  /// Whom it is for, if anybody in particular.
  public var audience: String?
  /// Whose it claims to be.
  public var issuer: String?
  /// Seconds since 1970.
  public var issuedAt: Int64
  /// Seconds.
  public var lifetime: Int64

  /// A token, not signed yet.
  public init(
    subject: String, name: String, rooms: [String], audience: String? = nil,
    issuer: String? = nil, issuedAt: Int64, lifetime: Int64
  ) {
    self.subject = subject
    self.name = name
    self.rooms = rooms
    self.audience = audience
    self.issuer = issuer
    self.issuedAt = issuedAt
    self.lifetime = lifetime
  }

  /// The token as clients show it, signed with HS256.
  ///
  /// Throws a `KeyProblem` when the secret has fewer than 32 bytes.
  public func signed(with secret: [UInt8]) throws(KeyProblem) -> String {
    let secret = try SharedSecret(secret)
    let header = Base64URL.encode(#"{"alg":"HS256","typ":"JWT"}"#.utf8)
    let signed = header + [UInt8(ascii: ".")] + Base64URL.encode(payload)
    let signature = Base64URL.encode(secret.signature(of: signed))
    return String(decoding: signed + [UInt8(ascii: ".")] + signature, as: UTF8.self)
  }

  private var payload: [UInt8] {
    var json = Array(#"{"sub":"#.utf8)
    json.appendJSON(subject)
    json += #","name":"#.utf8
    json.appendJSON(name)
    json += #","rooms":["#.utf8
    for (index, room) in rooms.enumerated() {
      if index > 0 { json.append(UInt8(ascii: ",")) }
      json.appendJSON(room)
    }
    json += "]".utf8
    if let audience {
      json += #","aud":"#.utf8
      json.appendJSON(audience)
    }
    if let issuer {
      json += #","iss":"#.utf8
      json.appendJSON(issuer)
    }
    json += #","iat":\#(issuedAt),"exp":\#(issuedAt + lifetime)}"#.utf8
    return json
  }
}
