import Testing

@testable import Dialects

@Suite struct ComplaintTests {
  @Test func theCodesOfComplaintsAreTheWordsOfTheProtocol() {
    #expect(
      Complaint.Code.allCases.map(\.rawValue) == [
        "bad-message", "missing-type", "reserved-type", "bad-target", "peer-not-found",
        "rate-limited", "not-in-room", "already-in-room", "missing-fields", "name-taken",
        "room-full", "unauthenticated", "forbidden", "unavailable",
      ])
  }
}
