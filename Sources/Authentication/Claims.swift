import FoundationEssentials
import JSONEnvelope
import Signaling

/// The claims of a token whose signature is right.
struct Claims {
  /// Latest moment that a claim may name: the end of the year 9999.
  private static let latest = 253_402_300_799.0

  /// Milliseconds since 1970.
  let expiresAt: Int64
  let notBefore: Int64?
  let issuedAt: Int64?
  let subject: String
  let issuer: String?
  let audience: [String]
  let rooms: RoomGrant
  private let object: JSONObject

  init(_ payload: [UInt8]) throws(TokenProblem) {
    guard let object = JSONObject(payload) else { throw .malformed }
    guard let expiresAt = try Self.moment(.exp, object["exp"], object) else {
      throw .missing(.exp)
    }
    self.expiresAt = expiresAt
    notBefore = try Self.moment(.nbf, object["nbf"], object)
    issuedAt = try Self.moment(.iat, object["iat"], object)
    guard let subject = object["sub"] else { throw .missing(.sub) }
    guard let text = object.string(subject), NameRule.allows(text) else { throw .badClaim(.sub) }
    self.subject = text
    issuer = object.string(object["iss"])
    guard object["iss"] == nil || issuer != nil else { throw .badClaim(.iss) }
    audience = try Self.strings(.aud, object["aud"], object)
    rooms = try Self.rooms(object)
    self.object = object
  }

  /// RFC 7519 2, NumericDate: seconds, fractions allowed; as milliseconds.
  private static func moment(
    _ claim: Claim, _ member: Member?, _ object: JSONObject
  ) throws(TokenProblem) -> Int64? {
    guard let member else { return nil }
    guard member.kind == .number,
      let seconds = Double(String(decoding: object.raw(member), as: UTF8.self)),
      abs(seconds) <= latest
    else { throw .badClaim(claim) }
    return Int64(seconds * 1_000)
  }

  /// A string, or an array of them; empty if the claim is absent.
  private static func strings(
    _ claim: Claim, _ member: Member?, _ object: JSONObject
  ) throws(TokenProblem) -> [String] {
    guard let member else { return [] }
    if let text = object.string(member) { return [text] }
    guard member.kind == .array,
      let texts = try? JSONDecoder().decode([String].self, from: Data(object.raw(member)))
    else { throw .badClaim(claim) }
    return texts
  }

  /// Without the claim no chat room is open.
  private static func rooms(_ object: JSONObject) throws(TokenProblem) -> RoomGrant {
    let member = object["rooms"]
    let ids = try strings(.rooms, member, object)
    if ids.contains("*") { return .all }
    guard member?.isString != true, ids.allSatisfy({ RoomID(chat: $0) != nil }) else {
      throw .badClaim(.rooms)
    }
    return .only(Set(ids))
  }

  /// What the hub keeps of all this.
  var identity: Identity {
    let info = SenderInfo(
      id: subject, updatedAt: Timestamp(unixMilliseconds: max(0, issuedAt ?? expiresAt)), object)
    return Identity(
      account: Account(id: subject, info: info.json, name: info.name, nick: info.nick),
      rooms: rooms, expiresAt: expiresAt)
  }
}
