import JSONEnvelope
import Signaling

/// The protocol of Socket.IO clients: events with one object each.
///
/// A text here is an EVENT packet's array, `["signal",{…}]`; what is appended or returned is a
/// whole Engine.IO packet, `42["signal",{…}]`. The object of a signal is a message of the hub's own
/// protocol, and is read and written as one.
public enum SocketIODialect: WireDialect {
  /// Events are the same for everybody.
  public static let isPersonal = false

  /// Reads an event. `reading.event` tells which one it was, also when it is invalid.
  public static func read(_ text: Span<UInt8>, _ reading: inout Reading) -> ClientMessage {
    reading.event.name = .unknown
    reading.event.object = 0..<0
    reading.event.isMalformed = true
    do throws(EnvelopeError) {
      try reading.event.array.scan(text)
    } catch {
      return .invalid(Complaint(.badMessage, "not an event: \(error)"))
    }
    guard let name = name(reading.event.array, text) else {
      return .invalid(Complaint(.badMessage, "an event starts with its name, a string"))
    }
    reading.event.isMalformed = false
    reading.event.name = name
    if name == .leaveRoom { return .leave }
    guard name != .unknown else {
      return .invalid(
        Complaint(.badMessage, "an unknown event; send join_room, leave_room or signal"))
    }
    guard reading.event.array.count == 2, reading.event.array[1].kind == .object else {
      return .invalid(Complaint(.badMessage, "the event takes one object, and nothing else"))
    }
    reading.event.object = reading.event.array[1].value
    let object = text.extracting(reading.event.object)
    return name == .signal ? signal(object, &reading) : join(object, &reading)
  }

  private static func name(
    _ array: borrowing ArrayScanner, _ text: Span<UInt8>
  ) -> SocketIOEvent? {
    guard array.count > 0, case .string = array[0].kind else { return nil }
    if array[0].isString("signal", in: text) { return .signal }
    if array[0].isString("join_room", in: text) { return .joinRoom }
    if array[0].isString("leave_room", in: text) { return .leaveRoom }
    return .unknown
  }

  private static func signal(_ object: Span<UInt8>, _ reading: inout Reading) -> ClientMessage {
    switch NativeDialect.read(object, &reading) {
    case .leave, .ping, .join:
      // Words of the hub's own protocol, which a native client would have to take for such.
      return .invalid(
        Complaint(.reservedType, "the types \"leave\" and \"ping\" are the hub's own"))
    case let message: return message
    }
  }

  private static func join(_ object: Span<UInt8>, _ reading: inout Reading) -> ClientMessage {
    do throws(EnvelopeError) {
      try reading.outer.scan(object)
    } catch {
      return .invalid(Complaint(.badMessage, "not a request to join: \(error)"))
    }
    let (room, peer) = (field("room_name", object, reading), field("peer_id", object, reading))
    guard let room, let peer, let username = field("username", object, reading) else {
      return .invalid(
        Complaint(.missingFields, "Missing required fields: room_name, peer_id, username"))
    }
    guard let roomID = RoomID(room), let clientID = ClientID(peer), NameRule.allows(username) else {
      return .invalid(
        Complaint(
          .missingFields,
          "room_name, peer_id and username have 1 to \(NameRule.maximumBytes) bytes"
            + " and no control characters"))
    }
    let token = reading.outer.member("token", in: object)
    if let token, token.kind != .null, !token.isString {
      return .invalid(Complaint(.badMessage, "token is a string"))
    }
    return .join(
      JoinRequest(
        roomID: roomID, clientID: clientID, profile: Profile(name: username),
        token: token?.string(in: object).map { Token(presented: $0) }))
  }

  /// A string that is not empty; nil for anything else.
  private static func field(
    _ key: StaticString, _ object: Span<UInt8>, _ reading: borrowing Reading
  ) -> String? {
    guard let text = reading.outer.member(key, in: object)?.string(in: object), !text.isEmpty
    else { return nil }
    return text
  }

  /// The `ref` of the event's object, by which its sender recognizes the answer: any JSON value of
  /// up to 256 bytes, as it came. Nil if there is none.
  public static func reference(
    _ text: Span<UInt8>, _ reading: borrowing Reading
  ) -> [UInt8]? {
    guard !reading.event.object.isEmpty else { return nil }
    return NativeDialect.reference(reading.outer, in: text.extracting(reading.event.object))
  }
}
