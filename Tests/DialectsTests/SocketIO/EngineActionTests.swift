import Testing

@testable import Dialects

@Suite struct EngineActionTests {
  // RFC 6455 5.5: a control frame has 125 bytes, of which the close code takes two.
  @Test(arguments: EngineViolation.allCases)
  func reasonsFitIntoACloseFrame(violation: EngineViolation) {
    #expect(1...123 ~= violation.reason.utf8CodeUnitCount)
  }

  @Test func reasonsDiffer() {
    #expect(
      Set(EngineViolation.allCases.map { "\($0.reason)" }).count == EngineViolation.allCases.count)
  }
}
