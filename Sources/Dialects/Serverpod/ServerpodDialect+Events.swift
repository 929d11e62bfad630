import JSONEnvelope
import Signaling

/// What the hub itself says.
extension ServerpodDialect {
  /// `peers_list`: who was there before.
  public static func welcome(_ arrival: Arrival) -> [[UInt8]] {
    var json = open("peers_list")
    appendIDs(arrival.peers, to: &json)
    json.appendMember("roomId", arrival.membership.room.id.rawValue)
    json.appendMember("sessionId", arrival.membership.clientID.rawValue)
    json.append(UInt8(ascii: "}"))
    return [json]
  }

  /// `peer_joined`, with everybody but the receiver.
  public static func joined(
    _ peer: Peer, _ roster: Roster, for receiver: ClientID
  ) -> [UInt8]? {
    var json = open("peer_joined")
    json.appendMember("peerId", peer.clientID.rawValue)
    appendIDs(roster.peers.filter { !$0.clientID.hasSameBytes(as: receiver) }, to: &json)
    json.append(UInt8(ascii: "}"))
    return json
  }

  /// `peer_left`.
  public static func left(
    _ peer: Peer, _ reason: LeaveReason, _ roster: Roster, for receiver: ClientID
  ) -> [UInt8]? {
    var json = open("peer_left")
    json.appendMember("peerId", peer.clientID.rawValue)
    json.append(UInt8(ascii: "}"))
    return json
  }

  /// Yes: nobody is in the list of peers that it is told.
  public static var isPersonal: Bool { true }

  /// `error`, with a word for programs and one for people.
  public static func error(_ complaint: Complaint, reference: [UInt8]?) -> [UInt8] {
    var json = open("error")
    json.appendComplaint(complaint, complaint.message, reference: reference)
    json.append(UInt8(ascii: "}"))
    return json
  }

  private static func open(_ type: StaticString) -> [UInt8] {
    var json: [UInt8] = [UInt8(ascii: "{")]
    json.appendMember("type", type)
    return json
  }

  private static func appendIDs(_ peers: [Peer], to json: inout [UInt8]) {
    json.appendKey("peers")
    json.append(UInt8(ascii: "["))
    for (index, peer) in peers.enumerated() {
      if index > 0 { json.append(UInt8(ascii: ",")) }
      json.appendJSON(peer.clientID.rawValue)
    }
    json.append(UInt8(ascii: "]"))
  }
}
