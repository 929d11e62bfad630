import JSONEnvelope
import Signaling

/// How peers are shown an account, made of the claims of its token.
///
/// Names and picture are decoration: what does not fit is left out, and never refuses a token.
struct SenderInfo {
  /// Longest profile, in bytes: it goes out with every message of the account's.
  static let maximumProfileBytes = 2048

  /// A JSON object: `id`, `name`, `nick`, `profile`, `updatedAt`.
  let json: [UInt8]
  /// Both nil when the token says nothing of them.
  let name: String?
  let nick: String?

  /// - Parameter claims: `name`, `preferred_username`, `nick`, `nickname`, `profile`, `picture`.
  init(id: String, updatedAt: Timestamp, _ claims: JSONObject) {
    func text(_ keys: StaticString...) -> String? {
      for key in keys {
        if let text = claims.string(claims[key]), NameRule.allows(text) { return text }
      }
      return nil
    }
    name = text("name", "preferred_username")
    nick = text("nick", "nickname")
    var json = Array(#"{"id":"#.utf8)
    json.appendJSON(id)
    json += #","name":"#.utf8
    json.appendJSON(name ?? id)
    json += #","nick":"#.utf8
    json.appendJSON(nick ?? name ?? id)
    json += #","profile":"#.utf8
    json += Self.profile(claims)
    json += #","updatedAt":""#.utf8
    updatedAt.append(to: &json)
    json += #""}"#.utf8
    self.json = json
  }

  /// The `profile` claim if it is an object; in OpenID Connect Core 5.1 it is an address, and the
  /// picture stands beside it.
  private static func profile(_ claims: JSONObject) -> [UInt8] {
    if let profile = claims["profile"], profile.kind == .object,
      profile.value.count <= maximumProfileBytes
    {
      return Array(claims.raw(profile))
    }
    guard let picture = claims["picture"], picture.isString,
      picture.value.count <= maximumProfileBytes
    else { return Array("{}".utf8) }
    return Array(#"{"picture":"#.utf8) + claims.raw(picture) + Array("}".utf8)
  }
}
