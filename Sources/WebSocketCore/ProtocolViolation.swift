/// What the peer did wrong and the code its connection fails with (RFC 6455 7.1.7).
struct ProtocolViolation: Error {
  let code: CloseCode
  let reason: StaticString

  init(_ code: CloseCode, _ reason: StaticString) {
    self.code = code
    self.reason = reason
  }
}
