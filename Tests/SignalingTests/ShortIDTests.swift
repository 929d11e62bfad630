import Testing

@testable import Signaling

@Suite struct ShortIDTests {
  /// 62^10, and the largest multiple of it that fits 64 bits.
  private static let span: UInt64 = 839_299_365_868_340_224
  private static let limit: UInt64 = 839_299_365_868_340_224 * 21

  @Test func alphabetIsTheSixtyTwoDigitsInASCIIOrder() {
    let alphabet = Array("\(ShortID.alphabet)".utf8)
    #expect(alphabet.count == 62)
    #expect(alphabet == Array(Set(alphabet)).sorted())
    #expect(alphabet.allSatisfy { Character(Unicode.Scalar($0)).isLetter || $0 < 0x3A })
  }

  @Test(arguments: [0, 1, 6, 10, 11, 20, 21, 22, 1000])
  func hasTheLengthAskedFor(length: Int) {
    var generator = SeededGenerator(seed: 3)
    let id = ShortID.make(length: length, using: &generator)
    #expect(id.utf8.count == length)
    let alphabet = Set("\(ShortID.alphabet)")
    #expect(id.allSatisfy(alphabet.contains))
  }

  @Test func digitsComeLeastSignificantFirst() {
    // 61 + 10 * 62 + 36 * 62^2
    var generator = ScriptedGenerator(61 + 10 * 62 + 36 * 62 * 62)
    #expect(ShortID.make(length: 6, using: &generator) == "zAa000")
  }

  @Test func tenDigitsComeFromOneWordAndTheEleventhFromTheNext() {
    var generator = ScriptedGenerator(Self.span - 1, 1)
    #expect(ShortID.make(length: 11, using: &generator) == "zzzzzzzzzz1")
    #expect(generator.words.isEmpty)
  }

  @Test func wordsAtOrAboveTheLimitAreDrawnAgain() {
    #expect(Self.limit.addingReportingOverflow(Self.span).overflow)
    var generator = ScriptedGenerator(Self.limit, UInt64.max, Self.limit + 1, 5, 7)
    #expect(ShortID.make(length: 6, using: &generator) == "500000")
    #expect(generator.words == [7])
  }

  @Test func theLastWordBelowTheLimitIsTaken() {
    var generator = ScriptedGenerator(Self.limit - 1, 7)
    #expect(ShortID.make(length: 10, using: &generator) == "zzzzzzzzzz")
    #expect(generator.words == [7])
  }

  /// Chi-square with 61 degrees of freedom: 140 is exceeded once in 10^7 runs by chance, and a
  /// modulo over bytes (8 characters favoured by a quarter) gives about 6,000.
  @Test func aMillionCharactersFavourNone() {
    var generator = SystemRandomNumberGenerator()
    var counts: [UInt8: Int] = [:]
    // Lengths of issued IDs and of tokens, so that every place in a word is used.
    for _ in 0..<(1_000_000 / 28) {
      for byte in ShortID.make(length: 6, using: &generator).utf8 { counts[byte, default: 0] += 1 }
      for byte in ShortID.make(length: 22, using: &generator).utf8 { counts[byte, default: 0] += 1 }
    }
    let total = counts.values.reduce(0, +)
    let expected = Double(total) / 62
    let chiSquare = counts.values.reduce(0.0) {
      $0 + (Double($1) - expected) * (Double($1) - expected) / expected
    }
    #expect(counts.count == 62)
    #expect(chiSquare < 140)
    #expect(chiSquare > 15)
  }
}
