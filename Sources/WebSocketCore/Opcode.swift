/// What a frame carries (RFC 6455 5.2 and 11.8). The eleven reserved values have no case: a frame
/// that uses one is a protocol error.
public enum Opcode: UInt8, Hashable, Sendable {
  /// A further frame of a fragmented message.
  case continuation = 0x0
  /// The first frame of a text message.
  case text = 0x1
  /// The first frame of a binary message.
  case binary = 0x2
  /// The start or the echo of the closing handshake.
  case close = 0x8
  /// A question that the peer answers with a pong of the same payload.
  case ping = 0x9
  /// The answer to a ping, or an unasked sign of life.
  case pong = 0xA

  /// Whether the frame is a control frame: never fragmented, at most 125 bytes, and allowed
  /// between the frames of a message (RFC 6455 5.5).
  public var isControl: Bool { rawValue >= 0x8 }
}
