import JSONEnvelope
import Signaling

/// What the hub itself says, as whole Engine.IO packets.
extension SocketIODialect {
  /// `join_room_success`, then `peer_list_updated`; both with the newcomer in the list.
  public static func welcome(_ arrival: Arrival) -> [[UInt8]] {
    let roster = arrival.roster
    return [joinSucceeded(roster, as: arrival.peer.clientID), peerListUpdated(roster)]
  }

  /// `join_room_success`, also for a client that joins the room it is in.
  public static func joinSucceeded(_ roster: Roster, as clientID: ClientID) -> [UInt8] {
    roomEvent("join_room_success", roster, peerID: clientID)
  }

  /// `peer_list_updated`: who is in the room.
  public static func peerListUpdated(_ roster: Roster) -> [UInt8] {
    roomEvent("peer_list_updated", roster, peerID: nil)
  }

  /// `peer_list_updated`, whoever has come.
  public static func joined(
    _ peer: Peer, _ roster: Roster, for receiver: ClientID
  ) -> [UInt8]? {
    peerListUpdated(roster)
  }

  /// `peer_list_updated`, whoever has gone and why.
  public static func left(
    _ peer: Peer, _ reason: LeaveReason, _ roster: Roster, for receiver: ClientID
  ) -> [UInt8]? {
    peerListUpdated(roster)
  }

  /// `leave_room_success`.
  public static func leaveSucceeded(_ roomID: RoomID) -> [UInt8] {
    var packet: [UInt8] = []
    open("leave_room_success", &packet)
    packet.append(UInt8(ascii: "{"))
    packet.appendMember("room_name", roomID.rawValue)
    packet.append(contentsOf: "}]".utf8)
    return packet
  }

  private static func roomEvent(
    _ event: StaticString, _ roster: Roster, peerID: ClientID?
  ) -> [UInt8] {
    var packet: [UInt8] = []
    packet.reserveCapacity(160 + roster.peers.count * 96)
    open(event, &packet)
    packet.append(UInt8(ascii: "{"))
    packet.appendMember("room_name", roster.roomID.rawValue)
    if let peerID { packet.appendMember("peer_id", peerID.rawValue) }
    packet.appendKey("peers")
    packet.append(UInt8(ascii: "["))
    for (index, peer) in roster.peers.enumerated() {
      if index > 0 { packet.append(UInt8(ascii: ",")) }
      append(&packet, peer)
    }
    packet.append(contentsOf: "],\"total_peers\":\(roster.peers.count)}]".utf8)
    return packet
  }

  private static func append(_ packet: inout [UInt8], _ peer: Peer) {
    packet.append(UInt8(ascii: "{"))
    packet.appendMember("peer_id", peer.clientID.rawValue)
    packet.appendMember("username", peer.displayName)
    packet.appendKey("joined_at")
    packet.append(UInt8(ascii: "\""))
    Timestamp(unixMilliseconds: peer.joinedAt).append(to: &packet)
    // Whole seconds, as in this protocol's document: without ".000Z".
    packet.removeLast(5)
    packet.append(contentsOf: "Z\"}".utf8)
  }
}
