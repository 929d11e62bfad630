extension MessageReader {
  /// What a peer may ask of a reader. Checked on the header of a frame, before its payload.
  public struct Limits: Sendable {
    /// The bytes that the payloads of one message may have together. More fails with 1009.
    public var messageBytes: Int
    /// The frames that one message may have, empty ones included. More fails with 1009.
    public var frames: Int
    /// The end that reads: a server demands masked frames, a client unmasked ones.
    public var role: Role

    /// Limits for messages of text such as a session description: 64 KiB, 64 frames, masked.
    public init(messageBytes: Int = 65_536, frames: Int = 64, role: Role = .server) {
      self.messageBytes = messageBytes
      self.frames = frames
      self.role = role
    }
  }
}
