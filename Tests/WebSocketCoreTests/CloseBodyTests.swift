import Testing

@testable import WebSocketCore

private func body(_ bytes: [UInt8]) throws(ProtocolViolation) -> CloseCode? {
  try CloseBody(unsafe bytes.span.bytes).code
}

@Test func anEmptyBodyHasNoCodeAndTwoBytesAreOne() throws {
  #expect(try body([]) == nil)
  #expect(try body([0x03, 0xE8]) == .normalClosure)
  #expect(try body([0x11, 0x38] + Array("gone – 漢".utf8)) == .lost)
}

@Test func brokenBodiesSayWhatIsWrong() {
  let broken: [([UInt8], CloseCode)] = [
    ([0x03], .protocolError), ([0x03, 0xED], .protocolError),
    ([0x03, 0xE8, 0x80], .invalidPayload),
  ]
  for (bytes, code) in broken {
    #expect { try body(bytes) } throws: { ($0 as? ProtocolViolation)?.code == code }
  }
}
