import JSONEnvelope
import Signaling

/// The packets of Engine.IO 4: one digit for the type, then text.
public enum EnginePacket {
  /// A packet's type, as the digit it is written as.
  public enum Kind: UInt8, Sendable, CaseIterable {
    /// The hub opens the session.
    case open = 0x30
    /// One side ends it.
    case close
    /// The hub asks for a sign of life. In the upgrade the client asks, with the text "probe".
    case ping
    /// The client gives it.
    case pong
    /// A packet of the protocol above.
    case message
    /// The client changes over to the transport that it has probed.
    case upgrade
    /// Nothing: it ends a poll.
    case noop
  }

  /// The text that the probing ping and its answer carry.
  static let probe: StaticString = "probe"

  /// The hub ends the session.
  public static let close = Array("1".utf8)
  /// The hub asks for a sign of life.
  public static let ping = Array("2".utf8)
  /// The answer to the probing ping.
  public static let probeAnswer = Array("3probe".utf8)
  /// Ends a poll without a message.
  public static let noop = Array("6".utf8)

  /// The first packet of a session: `0{"sid":…}`.
  ///
  /// - Parameters:
  ///   - sid: The session's secret, 128 bits of randomness or more.
  ///   - upgrades: Whether the client may change over to WebSocket; false if it is there already.
  ///   - timing: The intervals that the client is told, in milliseconds.
  ///   - maximumPayload: Most bytes of a POST's body.
  public static func open(
    sid: String, upgrades: Bool, timing: EngineTiming, maximumPayload: Int
  ) -> [UInt8] {
    var packet: [UInt8] = [Kind.open.rawValue, UInt8(ascii: "{")]
    packet.appendJSON(key: "sid")
    packet.appendJSON(sid)
    packet.append(contentsOf: (upgrades ? #","upgrades":["websocket"]"# : #","upgrades":[]"#).utf8)
    appendNumber(&packet, "pingInterval", timing.pingInterval.nanoseconds / 1_000_000)
    appendNumber(&packet, "pingTimeout", timing.pingTimeout.nanoseconds / 1_000_000)
    appendNumber(&packet, "maxPayload", Int64(maximumPayload))
    packet.append(UInt8(ascii: "}"))
    return packet
  }

  private static func appendNumber(_ packet: inout [UInt8], _ key: StaticString, _ value: Int64) {
    packet.append(UInt8(ascii: ","))
    packet.appendJSON(key: key)
    packet.append(contentsOf: String(value).utf8)
  }
}
