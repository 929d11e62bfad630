/// Whole frames of the common kinds.
extension FrameWriter {
  /// A text message in one frame.
  public static func text(_ text: String, key: MaskingKey? = nil) -> [UInt8] {
    frame(.text, text.utf8, key: key)
  }

  /// A binary message in one frame.
  public static func binary(_ bytes: some Collection<UInt8>, key: MaskingKey? = nil) -> [UInt8] {
    frame(.binary, bytes, key: key)
  }

  /// A ping; 125 bytes of payload at most.
  public static func ping(
    _ payload: some Collection<UInt8> = [], key: MaskingKey? = nil
  ) -> [UInt8] {
    frame(.ping, payload, key: key)
  }

  /// A pong; its payload is that of the ping that it answers (RFC 6455 5.5.3).
  public static func pong(
    _ payload: some Collection<UInt8> = [], key: MaskingKey? = nil
  ) -> [UInt8] {
    frame(.pong, payload, key: key)
  }

  /// A close frame. Without a code its payload is empty. The code must be one that is valid on the
  /// wire; a reason longer than 123 bytes is cut between two characters.
  public static func close(
    _ code: CloseCode?, reason: String = "", key: MaskingKey? = nil
  ) -> [UInt8] {
    guard let code else { return frame(.close, [], key: key) }
    precondition(code.isValidOnWire, "RFC 6455 7.4: this code must not be sent")
    var payload = [UInt8(code.rawValue >> 8), UInt8(code.rawValue & 0xFF)]
    for character in reason {
      guard payload.count + character.utf8.count <= FrameHeader.maximumControlPayload else { break }
      payload.append(contentsOf: character.utf8)
    }
    return frame(.close, payload, key: key)
  }
}
