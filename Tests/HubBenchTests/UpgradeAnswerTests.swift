import Testing

@testable import hub_bench

struct UpgradeAnswerTests {
  // RFC 6455 1.3
  @Test func theAcceptValueIsTheOneOfTheStandard() {
    let value = UpgradeAnswer.acceptValue(forKey: Array("dGhlIHNhbXBsZSBub25jZQ==".utf8))
    #expect(value == Array("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=".utf8))
  }

  @Test func theKeyIsFoundWithoutRegardToCase() {
    let head = "GET / HTTP/1.1\r\nHost: x\r\nSEC-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
    let answer = UpgradeAnswer.answer(to: Array(head.utf8))
    let accept = unsafe answer?.withUnsafeBytes {
      unsafe $0.fieldValue("sec-websocket-accept:")?.text
    }
    #expect(accept == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=")
  }

  @Test func withoutAKeyThereIsNoAnswer() {
    #expect(UpgradeAnswer.answer(to: Array("GET / HTTP/1.1\r\n\r\n".utf8)) == nil)
  }
}
