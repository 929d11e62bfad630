import Signaling
import Testing

@Suite struct SystemEntropyTests {
  @Test func noTwoWordsAreAlikeAndNoBitStandsStill() {
    var generator = SystemEntropy()
    let words = (0..<10_000).map { _ in generator.next() }
    #expect(Set(words).count == words.count)
    for bit in 0..<64 {
      let ones = words.count { $0 >> UInt64(bit) & 1 == 1 }
      // Six standard deviations of 10,000 tosses are 300.
      #expect((4_700...5_300).contains(ones), "bit \(bit): \(ones)")
    }
  }

  @Test func copiesAreNotUsedTwice() {
    var one = SystemEntropy()
    var other = SystemEntropy()
    #expect(one.next() != other.next())
  }
}
