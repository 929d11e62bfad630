import HTTPCore
import Logging
import Testing

@testable import MicroHTTPD

@Suite struct RawAnswerTests {
  @Test(arguments: [
    (0, "Thu, 01 Jan 1970 00:00:00 GMT"), (784_111_777, "Sun, 06 Nov 1994 08:49:37 GMT"),
    (951_782_400, "Tue, 29 Feb 2000 00:00:00 GMT"),
    (1_735_689_599, "Tue, 31 Dec 2024 23:59:59 GMT"),
    (4_107_542_400, "Mon, 01 Mar 2100 00:00:00 GMT"),
  ])
  func datesAreThoseOfRFC9110(_ seconds: Int, _ text: String) {
    #expect(RawAnswer.date(seconds) == text)
  }

  @Test func isAWholeAnswer() {
    let bytes = RawAnswer.bytes(status: .requestTimeout, message: "late", now: 0)
    #expect(
      String(decoding: bytes, as: UTF8.self) == """
        HTTP/1.1 408 Request Timeout\r
        Date: Thu, 01 Jan 1970 00:00:00 GMT\r
        Connection: close\r
        Content-Type: application/json\r
        Content-Length: 16\r
        \r
        {"error":"late"}
        """)
  }

  @Test func everyRefusalHasAnErrorStatus() {
    for refusal in Refusal.allCases {
      #expect((400...599).contains(refusal.status.rawValue))
      #expect(refusal.status.reasonPhrase != "Unknown")
    }
  }

  @Test func onlyTheMachineIsLoudInTheLog() {
    #expect(LibraryLog.level(of: "Failed to parse `Content-Length' header.") == .debug)
    #expect(LibraryLog.level(of: "Failed to send the response headers") == .debug)
    #expect(LibraryLog.level(of: "Error processing request (HTTP response code is 400)") == .debug)
    #expect(LibraryLog.level(of: "Error accepting connection: Too many open files") == .warning)
    #expect(LibraryLog.level(of: "%n%s") == .debug)
  }
}
