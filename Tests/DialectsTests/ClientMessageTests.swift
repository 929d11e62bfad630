import Testing

@testable import Dialects

@Suite struct ClientMessageTests {
  @Test func theCodesOfComplaintsAreTheWordsOfTheProtocol() {
    #expect(
      Complaint.Code.allCases.map(\.rawValue) == [
        "bad-message", "missing-type", "reserved-type", "bad-target", "peer-not-found",
        "rate-limited",
      ])
  }
}
