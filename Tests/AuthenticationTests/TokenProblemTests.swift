import Testing

@testable import Authentication

@Suite struct TokenProblemTests {
  private static let all: [TokenProblem] =
    [
      .tooLong, .malformed, .wrongType, .criticalHeader, .wrongAlgorithm, .noKeyID, .unknownKey,
      .badSignature, .wrongIssuer, .wrongAudience, .expired, .notYetValid, .issuedInFuture,
    ] + Claim.allCases.flatMap { [.missing($0), .badClaim($0)] }

  @Test func eachSaysSomethingElse() {
    #expect(Set(Self.all.map(\.message)).count == Self.all.count)
    #expect(TokenProblem.expired.message == "the token has expired")
    #expect(
      TokenProblem.badClaim(.exp).message
        == "the token's exp must be a number of seconds since 1970")
  }

  @Test func labelsAreMetricWords() {
    for problem in Self.all {
      #expect(problem.label.hasPrefix("token_"))
      #expect(problem.label.allSatisfy { $0.isLowercase || $0 == "_" })
    }
  }
}
