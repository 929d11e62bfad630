import JSONEnvelope
import Signaling

/// What the hub itself says: always a packet of type `webrtc` with the list of participants, the
/// receiver's own IDs in front.
extension DysonNetworkPackets {
  /// The packet that says one is connected.
  public static func welcome(_ arrival: Arrival) -> [[UInt8]] {
    let text = CanonicalSignal.string("Connected to call...")
    return [packet(arrival.peer, text, at: arrival.peer.joinedAt, arrival.roster)]
  }

  /// "NAME joined the call", with the newcomer as `participant`.
  public static func joined(
    _ peer: Peer, _ roster: Roster, for receiver: ClientID
  ) -> [UInt8]? {
    notice(peer, "joined", at: peer.joinedAt, roster, receiver)
  }

  /// "NAME left the call", with the leaver as `participant`.
  public static func left(
    _ peer: Peer, _ reason: LeaveReason, _ roster: Roster, for receiver: ClientID
  ) -> [UInt8]? {
    notice(peer, "left", at: roster.at, roster, receiver)
  }

  /// Yes: the packet begins with the receiver's own IDs.
  public static var isPersonal: Bool { true }

  /// A packet of type `error`, with a word for programs and one for people.
  public static func error(_ complaint: Complaint, reference: [UInt8]?) -> [UInt8] {
    var json: [UInt8] = [UInt8(ascii: "{")]
    json.appendMember("type", "error" as StaticString)
    json.appendKey("data")
    json.append(UInt8(ascii: "{"))
    json.appendComplaint(complaint, complaint.message, reference: reference)
    json.append(contentsOf: "}}".utf8)
    return json
  }

  private static func notice(
    _ peer: Peer, _ event: StaticString, at moment: Int64?, _ roster: Roster,
    _ receiver: ClientID
  ) -> [UInt8]? {
    guard let receiver = roster.peers.first(where: { $0.clientID.hasSameBytes(as: receiver) })
    else { return nil }
    let participant = DysonNetworkParticipant(peer)
    var text: [UInt8] = []
    text.appendJSON("\(participant.nick) \(event) the call")
    return packet(receiver, text, at: moment, roster, event, participant)
  }

  private static func packet(
    _ receiver: Peer, _ message: [UInt8], at moment: Int64?, _ roster: Roster,
    _ event: StaticString? = nil, _ participant: DysonNetworkParticipant? = nil
  ) -> [UInt8] {
    var json: [UInt8] = [UInt8(ascii: "{")]
    json.appendMember("type", "webrtc" as StaticString)
    json.appendKey("data")
    json.append(UInt8(ascii: "{"))
    json.appendMember("userId", receiver.profile.account?.id ?? receiver.clientID.rawValue)
    json.appendMember("roomId", roster.roomID.chatID ?? roster.roomID.rawValue)
    json.appendMember("clientId", receiver.clientID.rawValue)
    json.appendMember("message", json: message)
    if let moment { json.appendMember("timestamp", Timestamp(unixMilliseconds: moment).text) }
    json.appendKey("participants")
    json.append(UInt8(ascii: "["))
    for (index, peer) in roster.peers.enumerated() {
      if index > 0 { json.append(UInt8(ascii: ",")) }
      DysonNetworkParticipant(peer).append(to: &json)
    }
    json.append(UInt8(ascii: "]"))
    if let event, let participant {
      json.appendMember("event", event)
      json.appendKey("participant")
      participant.append(to: &json)
    }
    json.append(contentsOf: "}}".utf8)
    return json
  }
}
