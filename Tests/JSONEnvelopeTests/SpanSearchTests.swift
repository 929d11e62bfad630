import JSONEnvelope
import Testing

@Suite struct SpanSearchTests {
  /// The plainest way: every place, byte by byte.
  static func naive(_ text: [UInt8], _ needle: StaticString, from start: Int) -> Int? {
    let bytes = Array("\(needle)".utf8)
    guard text.count >= bytes.count, start <= text.count - bytes.count else { return nil }
    return (start...text.count - bytes.count).first {
      text[$0..<$0 + bytes.count].elementsEqual(bytes)
    }
  }

  static func find(_ text: [UInt8], _ needle: StaticString, from start: Int = 0) -> Int? {
    text.span.firstPosition(of: needle, from: start)
  }

  static func hasBytes(_ text: [UInt8], _ literal: StaticString, at position: Int) -> Bool {
    text.span.hasBytes(of: literal, at: position)
  }

  @Test(
    arguments: [" typ", "ab", "sixteen bytes is!", "a longer needle than a chunk has bytes"]
      as [StaticString])
  func findsANeedleAtEveryPlaceOfEveryLength(needle: StaticString) {
    let bytes = Array("\(needle)".utf8)
    for length in 0..<150 {
      var text = [UInt8](repeating: UInt8(ascii: "x"), count: length)
      #expect(Self.find(text, needle) == nil)
      guard length >= bytes.count else { continue }
      for place in 0...length - bytes.count {
        text = [UInt8](repeating: UInt8(ascii: "x"), count: length)
        text.replaceSubrange(place..<place + bytes.count, with: bytes)
        #expect(Self.find(text, needle) == place)
        #expect(Self.find(text, needle, from: place) == place)
        #expect(Self.find(text, needle, from: place + 1) == nil)
      }
    }
  }

  @Test func aNeedleThatIsCutShortIsNotFound() {
    for length in 4..<150 {
      for kept in 1...3 {
        let text = [UInt8](repeating: UInt8(ascii: "x"), count: length) + " typ".utf8.prefix(kept)
        #expect(Self.find(text, " typ") == nil)
      }
    }
  }

  @Test func findsWhatANaiveSearchFinds() {
    var generator = SeededGenerator(state: 7)
    let letters = Array(" typ".utf8)
    for _ in 0..<3000 {
      let count = Int.random(in: 0..<220, using: &generator)
      // Of few letters, so that beginnings, ends and whole needles are met all the time.
      let text = (0..<count).map { _ in letters.randomElement(using: &generator)! }
      var start = 0
      while start <= count {
        let found = Self.find(text, " typ", from: start)
        #expect(found == Self.naive(text, " typ", from: start))
        #expect(Self.find(text, " p", from: start) == Self.naive(text, " p", from: start))
        guard let found else { break }
        #expect(Self.hasBytes(text, " typ", at: found))
        #expect(!Self.hasBytes(text, " typ", at: found + 1))
        start = found + 1
      }
    }
  }

  @Test func aPartOfASpanIsSearchedInItsOwnBounds() {
    let text = Array("xx typ xx typ".utf8)
    for end in 0...text.count {
      for start in 0...end {
        let part = Array(text[start..<end])
        let found = text.span.extracting(start..<end).firstPosition(of: " typ")
        #expect(found == Self.naive(part, " typ", from: 0))
      }
    }
  }

  @Test func noLiteralStandsOutsideTheText() {
    let text = Array("abc".utf8)
    #expect(Self.hasBytes(text, "abc", at: 0))
    #expect(!Self.hasBytes(text, "abc", at: 1))
    #expect(!Self.hasBytes(text, "a", at: -1))
    #expect(!Self.hasBytes(text, "a", at: 3))
  }
}
