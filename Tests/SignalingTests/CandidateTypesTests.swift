import Testing

@testable import Signaling

@Suite struct CandidateTypesTests {
  @Test(arguments: CandidateType.allCases)
  func aCountStaysAtItsLimitAndChangesNoOther(type: CandidateType) {
    var types = CandidateTypes()
    for _ in 0..<300 { types.count(type) }
    for other in CandidateType.allCases { #expect(types[other] == (other == type ? 255 : 0)) }
    #expect(types.areOnlyHost == (type == .host))
  }

  @Test func aUnionHasTheTypesOfBoth() {
    let all = CandidateType.allCases
    for left in 0..<16 {
      for right in 0..<16 {
        let ours = all.filter { left >> Int($0.rawValue) & 1 == 1 }
        let theirs = all.filter { right >> Int($0.rawValue) & 1 == 1 }
        var types = CandidateTypes()
        for type in ours { types.count(type) }
        var others = CandidateTypes()
        for type in theirs + theirs { others.count(type) }
        types.formUnion(others)
        for type in all {
          #expect((types[type] > 0) == (ours.contains(type) || theirs.contains(type)))
        }
        #expect(types.isEmpty == (left | right == 0))
      }
    }
  }
}
