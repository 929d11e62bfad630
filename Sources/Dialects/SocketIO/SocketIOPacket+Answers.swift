import JSONEnvelope

/// What the hub sends besides events, as whole Engine.IO packets.
extension SocketIOPacket {
  /// The hub has ended the client's stay in the main namespace.
  public static let disconnect = Array("41".utf8)

  /// CONNECT is accepted: `40{"sid":"…"}`.
  ///
  /// - Parameter sid: The client's name in Socket.IO. Not the session's `sid`, which is a secret.
  public static func connected(sid: String) -> [UInt8] {
    var packet = Array("40{".utf8)
    packet.appendJSON(key: "sid")
    packet.appendJSON(sid)
    packet.append(UInt8(ascii: "}"))
    return packet
  }

  /// CONNECT is refused: `44{"message":"…"}`.
  public static func connectError(_ message: String) -> [UInt8] {
    var packet = Array("44{".utf8)
    packet.appendJSON(key: "message")
    packet.appendJSON(message)
    packet.append(UInt8(ascii: "}"))
    return packet
  }

  /// CONNECT to a namespace that does not exist; the packet is one that `text` was read into.
  func namespaceRefused(_ text: Span<UInt8>) -> [UInt8] {
    var packet = Array("44".utf8)
    for position in namespace { packet.append(text[position]) }
    packet.append(contentsOf: #",{"message":"Invalid namespace"}"#.utf8)
    return packet
  }

  /// The acknowledgement of an event that asked for one, with the data of `event`, which is one of
  /// the hub's own: `42["name",DATA]` becomes `43<number>[DATA]`.
  public static func acknowledgement(_ number: UInt32, repeating event: [UInt8]) -> [UInt8] {
    var packet = Array("43\(number)[".utf8)
    // No event of the hub's has a comma in its name.
    if let comma = event.firstIndex(of: UInt8(ascii: ",")) {
      packet.append(contentsOf: event[(comma + 1)...])
    } else {
      packet.append(UInt8(ascii: "]"))
    }
    return packet
  }
}
