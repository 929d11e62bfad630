import Testing

@testable import hub_bench

struct ResultsTests {
  private static func make(hub: [Double], baseline: [Double]) -> Results {
    var results = Results()
    for figure in hub { results.add(figure, of: .hub) }
    for figure in baseline { results.add(figure, of: .baseline) }
    return results
  }

  @Test func theMedianIsTheMiddleOrTheMeanOfTwo() {
    #expect(Results.median([3, 1, 2]) == 2)
    #expect(Results.median([4, 1, 2, 3]) == 2.5)
    #expect(Results.median([]) == nil)
  }

  @Test func theRatioIsTakenWithinEachRound() {
    let results = Self.make(hub: [90, 10, 95], baseline: [100, 20, 100])
    #expect(results.ratio(.hub, to: .baseline) == 0.9)
    #expect(results.ratio(.hub, to: .gorilla) == nil)
  }

  @Test func theRatioMayBeToAnotherRow() {
    let native = Self.make(hub: [100, 20, 100], baseline: [])
    let other = Self.make(hub: [90, 10, 95], baseline: [])
    #expect(other.ratio(.hub, to: .hub, in: native) == 0.9)
  }

  @Test func goalsAreHeldAgainstTheHub() {
    let results = Self.make(hub: [90], baseline: [100])
    #expect(Goal.atLeast(0.9, of: .baseline).isMet(by: results) == true)
    #expect(Goal.atLeast(0.91, of: .baseline).isMet(by: results) == false)
    #expect(Goal.atMost(1.3, of: .baseline).isMet(by: results) == true)
    #expect(Goal.atMost(0.8, of: .baseline).isMet(by: results) == false)
    #expect(Goal.atMostValue(90).isMet(by: results) == true)
    #expect(Goal.atMostValue(89).isMet(by: results) == false)
    #expect(Goal.atLeast(4, of: .gorilla).isMet(by: results) == nil)
  }
}
