import Testing

@testable import Dialects

@Suite struct SocketIOViolationTests {
  // RFC 6455 5.5: a control frame has 125 bytes, of which the close code takes two.
  @Test(arguments: SocketIOViolation.allCases)
  func reasonsFitIntoACloseFrame(violation: SocketIOViolation) {
    #expect(1...123 ~= violation.reason.utf8CodeUnitCount)
  }

  @Test func reasonsDiffer() {
    let reasons = Set(SocketIOViolation.allCases.map { "\($0.reason)" })
    #expect(reasons.count == SocketIOViolation.allCases.count)
  }
}
