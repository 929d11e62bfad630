import JSONEnvelope
import Signaling

/// A member of the room as DysonNetwork's clients know people: by account, name and nick.
struct DysonNetworkParticipant {
  let peer: Peer

  /// Name and nick are the account's own, where the token said them.
  var name: String { peer.profile.account?.name ?? peer.displayName }
  var nick: String { peer.profile.account?.nick ?? name }

  init(_ peer: Peer) {
    self.peer = peer
  }

  func append(to json: inout [UInt8]) {
    json.append(UInt8(ascii: "{"))
    json.appendKey("id")
    json.appendJSON(peer.profile.account?.id ?? peer.clientID.rawValue)
    json.appendMember("clientId", peer.clientID.rawValue)
    json.appendMember("name", name)
    json.appendMember("nick", nick)
    json.appendMember("joinedAt", Timestamp(unixMilliseconds: peer.joinedAt).text)
    json.append(UInt8(ascii: "}"))
  }

  /// The `senderInfo` of a sender without an account. Of the members that accounts have, all are
  /// there; nothing of it ever changes, so it was updated when time began.
  static func stranger(_ sender: Sender) -> [UInt8] {
    let name = sender.profile.displayName ?? sender.clientID.rawValue
    var json: [UInt8] = [UInt8(ascii: "{")]
    json.appendMember("id", sender.clientID.rawValue)
    json.appendMember("name", name)
    json.appendMember("nick", name)
    json.appendMember("profile", json: Array("{}".utf8))
    json.appendMember("updatedAt", "1970-01-01T00:00:00Z" as StaticString)
    json.append(UInt8(ascii: "}"))
    return json
  }
}
