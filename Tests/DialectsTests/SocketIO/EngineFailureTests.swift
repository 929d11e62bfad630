import Testing

@testable import Dialects

@Suite struct EngineFailureTests {
  @Test(
    arguments: zip(
      EngineFailure.allCases,
      [
        (400, #"{"code":0,"message":"Transport unknown"}"#),
        (400, #"{"code":1,"message":"Session ID unknown"}"#),
        (400, #"{"code":2,"message":"Bad handshake method"}"#),
        (400, #"{"code":3,"message":"Bad request"}"#),
        (403, #"{"code":4,"message":"Forbidden"}"#),
        (400, #"{"code":5,"message":"Unsupported protocol version"}"#),
      ]))
  func statusAndBodyAreTheReferenceServers(failure: EngineFailure, answer: (Int, String)) {
    #expect(failure.status == answer.0)
    #expect(string(failure.body) == answer.1)
  }

  @Test func everyFailureHasItsAnswer() {
    #expect(EngineFailure.allCases.map(\.rawValue) == [0, 1, 2, 3, 4, 5])
  }
}
