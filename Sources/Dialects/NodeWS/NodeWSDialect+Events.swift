import JSONEnvelope
import Signaling

/// What the hub itself says.
extension NodeWSDialect {
  /// The same `participant-joined` that the others receive.
  public static func welcome(_ arrival: Arrival) -> [[UInt8]] {
    [notice("participant-joined", arrival.peer, arrival.roster)]
  }

  /// `participant-joined`, with everybody, the newcomer included.
  public static func joined(
    _ peer: Peer, _ roster: Roster, for receiver: ClientID
  ) -> [UInt8]? {
    notice("participant-joined", peer, roster)
  }

  /// `participant-left`, with everybody who remains.
  public static func left(
    _ peer: Peer, _ reason: LeaveReason, _ roster: Roster, for receiver: ClientID
  ) -> [UInt8]? {
    notice("participant-left", peer, roster)
  }

  /// No.
  public static var isPersonal: Bool { false }

  /// `error`, in the protocol's own words where it has some.
  public static func error(_ complaint: Complaint, reference: [UInt8]?) -> [UInt8] {
    let message =
      switch complaint.code {
      case .badMessage, .missingType, .reservedType: "Invalid message format"
      case .badTarget: "Missing target user"
      case .peerNotFound: "Target user not found"
      case .rateLimited, .notInRoom, .alreadyInRoom, .missingFields, .nameTaken, .roomFull,
        .unauthenticated, .forbidden, .unavailable:
        complaint.message
      }
    var json: [UInt8] = [UInt8(ascii: "{")]
    json.appendMember("type", "error" as StaticString)
    json.appendComplaint(complaint, message, reference: reference)
    json.append(UInt8(ascii: "}"))
    return json
  }

  private static func notice(_ type: StaticString, _ peer: Peer, _ roster: Roster) -> [UInt8] {
    var json: [UInt8] = [UInt8(ascii: "{")]
    json.appendMember("type", type)
    json.appendMember("userId", peer.clientID.rawValue)
    json.appendMember("userName", peer.displayName)
    json.appendKey("participants")
    json.append(UInt8(ascii: "["))
    for (index, participant) in roster.peers.enumerated() {
      json.append(contentsOf: (index > 0 ? ",{" : "{").utf8)
      json.appendMember("id", participant.clientID.rawValue)
      json.appendMember("name", participant.displayName)
      json.appendMember("joinedAt", json: Array(String(participant.joinedAt).utf8))
      json.append(UInt8(ascii: "}"))
    }
    json.append(contentsOf: "]}".utf8)
    return json
  }
}
