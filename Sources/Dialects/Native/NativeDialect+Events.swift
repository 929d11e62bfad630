import JSONEnvelope
import Signaling

/// What the hub itself says, as JSON text.
extension NativeDialect {
  /// The first message of a connection: who one is, and who is there.
  public static func welcome(_ arrival: Arrival) -> [[UInt8]] {
    var json: [UInt8] = []
    json.reserveCapacity(160 + arrival.peers.count * 96)
    open(&json, type: "welcome")
    append(&json, "roomId", arrival.membership.room.id.rawValue)
    append(&json, "clientId", arrival.membership.clientID.rawValue)
    append(&json, "token", arrival.token.secret)
    appendKey(&json, "peers")
    json.append(UInt8(ascii: "["))
    for (index, peer) in arrival.peers.enumerated() {
      if index > 0 { json.append(UInt8(ascii: ",")) }
      json.append(UInt8(ascii: "{"))
      append(&json, peer)
      json.append(UInt8(ascii: "}"))
    }
    json.append(UInt8(ascii: "]"))
    appendServers(&json, arrival.stunServers)
    json.append(UInt8(ascii: "}"))
    return [json]
  }

  /// A client has been bound in the room. The same for every receiver.
  public static func joined(
    _ peer: Peer, _ roster: Roster, for receiver: ClientID
  ) -> [UInt8]? {
    var json: [UInt8] = []
    open(&json, type: "peer-joined")
    json.append(UInt8(ascii: ","))
    append(&json, peer)
    json.append(UInt8(ascii: "}"))
    return json
  }

  /// A client has left the room. The same for every receiver.
  public static func left(
    _ peer: Peer, _ reason: LeaveReason, _ roster: Roster, for receiver: ClientID
  ) -> [UInt8]? {
    var json: [UInt8] = []
    open(&json, type: "peer-left")
    append(&json, "clientId", peer.clientID.rawValue)
    append(&json, "reason", reason.rawValue)
    json.append(UInt8(ascii: "}"))
    return json
  }

  /// No.
  public static var isPersonal: Bool { false }

  /// What was wrong with a message.
  ///
  /// - Parameter reference: the message's own `ref` as JSON, from `reference(_:in:)`.
  public static func error(_ complaint: Complaint, reference: [UInt8]?) -> [UInt8] {
    var json: [UInt8] = []
    open(&json, type: "error")
    append(&json, "code", complaint.code.rawValue)
    append(&json, "message", complaint.message)
    appendKey(&json, "ref")
    json.append(contentsOf: reference ?? Array("null".utf8))
    json.append(UInt8(ascii: "}"))
    return json
  }

  /// The answer to a ping; it repeats the ping's `ref`.
  public static func pong(reference: [UInt8]?) -> [UInt8] {
    var json: [UInt8] = []
    open(&json, type: "pong")
    if let reference {
      appendKey(&json, "ref")
      json.append(contentsOf: reference)
    }
    json.append(UInt8(ascii: "}"))
    return json
  }

  /// The `ref` by which a client recognizes the answer to its message: any JSON value of up to 256
  /// bytes, as it came. Nil if there is none.
  public static func reference(
    _ scanner: borrowing EnvelopeScanner, in text: Span<UInt8>
  ) -> [UInt8]? {
    guard let member = scanner.member("ref", in: text), member.value.count <= 256
    else { return nil }
    var json: [UInt8] = []
    json.appendJSON(valueOf: member, in: text)
    return json
  }

  /// An RTCConfiguration's `iceServers` (W3C WebRTC 4.2.1), if the hub knows any.
  private static func appendServers(_ json: inout [UInt8], _ urls: [String]) {
    guard !urls.isEmpty else { return }
    appendKey(&json, "iceServers")
    json.append(contentsOf: "[{\"urls\":[".utf8)
    for (index, url) in urls.enumerated() {
      if index > 0 { json.append(UInt8(ascii: ",")) }
      json.appendJSON(url)
    }
    json.append(contentsOf: "]}]".utf8)
  }

  private static func append(_ json: inout [UInt8], _ peer: Peer) {
    json.appendJSON(key: "clientId")
    json.appendJSON(peer.clientID.rawValue)
    appendKey(&json, "name")
    if let name = peer.profile.name {
      json.appendJSON(name)
    } else {
      json.append(contentsOf: "null".utf8)
    }
    append(&json, "joinedAt", Timestamp(unixMilliseconds: peer.joinedAt).text)
    appendKey(&json, "metadata")
    json.append(contentsOf: peer.profile.metadata ?? Array("null".utf8))
  }

  private static func open(_ json: inout [UInt8], type: StaticString) {
    json.append(UInt8(ascii: "{"))
    json.appendJSON(key: "type")
    json.appendJSON(type)
  }

  private static func append(_ json: inout [UInt8], _ key: StaticString, _ value: String) {
    appendKey(&json, key)
    json.appendJSON(value)
  }

  private static func appendKey(_ json: inout [UInt8], _ key: StaticString) {
    json.append(UInt8(ascii: ","))
    json.appendJSON(key: key)
  }
}
