import JSONEnvelope
import Signaling

/// What clients are told that something is wrong with, each event in its own words.
extension SocketIODialect {
  /// `leave_room` from a client that is in no room.
  public static let notInRoom = Complaint(.notInRoom, "Not in any room")

  /// The room has as many members as it may have.
  public static func roomFull(_ roomID: RoomID, capacity: Int) -> Complaint {
    Complaint(.roomFull, "Room \(roomID) is full (max \(capacity) peers)")
  }

  /// What was wrong, as the answer to the event that its code belongs to.
  public static func error(_ complaint: Complaint, reference: [UInt8]?) -> [UInt8] {
    switch complaint.code {
    case .missingFields, .alreadyInRoom, .nameTaken, .roomFull, .unauthenticated, .forbidden,
      .unavailable:
      error(complaint, reference: reference, answering: .joinRoom)
    case .badMessage, .missingType, .reservedType, .badTarget, .peerNotFound, .rateLimited,
      .notInRoom:
      error(complaint, reference: reference, answering: .signal)
    }
  }

  /// What was wrong with an event: `join_room_error` or `leave_room_error` `{"error"}`; for a
  /// signal and unknown events `signal_error` `{"code","error","ref"}`.
  ///
  /// - Parameter reference: The event's own `ref` as JSON, from `reference(_:_:)`.
  public static func error(
    _ complaint: Complaint, reference: [UInt8]?, answering event: SocketIOEvent
  ) -> [UInt8] {
    var packet: [UInt8] = []
    switch event {
    case .joinRoom: open("join_room_error", &packet)
    case .leaveRoom: open("leave_room_error", &packet)
    case .signal, .unknown: open("signal_error", &packet)
    }
    packet.append(UInt8(ascii: "{"))
    switch event {
    case .joinRoom, .leaveRoom: packet.appendMember("error", complaint.message)
    case .signal, .unknown:
      packet.appendMember("code", complaint.code.rawValue)
      packet.appendMember("error", complaint.message)
      packet.appendMember("ref", json: reference ?? Array("null".utf8))
    }
    packet.append(contentsOf: "}]".utf8)
    return packet
  }
}
