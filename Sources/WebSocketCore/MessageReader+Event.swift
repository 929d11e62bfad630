extension MessageReader {
  /// What the peer sent. The pointers are valid until the next call of the reader.
  @safe
  public enum Event {
    /// Everything is consumed: wait for more bytes.
    case none
    /// A whole message of well-formed UTF-8 (RFC 6455 5.6), fragmented or not.
    case text(UnsafeRawBufferPointer)
    /// A whole message of any bytes, fragmented or not.
    case binary(UnsafeRawBufferPointer)
    /// To be answered with a pong of the same payload, 125 bytes at most (RFC 6455 5.5.2).
    case ping(UnsafeRawBufferPointer)
    /// The answer to a ping, or an unasked sign of life (RFC 6455 5.5.3).
    case pong(UnsafeRawBufferPointer)
    /// The closing handshake: no code when the frame was empty; the code is valid on the wire, the
    /// reason well-formed UTF-8 of 123 bytes at most (RFC 6455 5.5.1).
    case close(CloseCode?, reason: UnsafeRawBufferPointer)
    /// The peer broke a rule: fail the connection with this code (RFC 6455 7.1.7). The text is for
    /// a close reason or a log and holds nothing that the peer sent.
    case failure(CloseCode, StaticString)
  }
}
