/// What the payload of a close frame says (RFC 6455 5.5.1). The reason is what follows the first
/// two bytes.
struct CloseBody: Equatable {
  /// Nil in an empty payload.
  let code: CloseCode?

  /// Checks the whole payload.
  init(_ payload: borrowing RawSpan) throws(ProtocolViolation) {
    guard payload.byteCount > 0 else {
      code = nil
      return
    }
    // RFC 6455 5.5.1: "If there is a body, the first two bytes of the body MUST be" the code.
    guard payload.byteCount >= 2 else {
      throw .init(.protocolError, "close frame of one byte")
    }
    let code = CloseCode(rawValue: payload.bigEndian(at: 0, as: UInt16.self))
    guard code.isValidOnWire else { throw .init(.protocolError, "invalid close code") }
    guard UTF8Check(payload.extracting(droppingFirst: 2)) == .complete else {
      throw .init(.invalidPayload, "close reason is not UTF-8")
    }
    self.code = code
  }
}
