import JSONEnvelope
import Testing

@Suite struct StringCacheTests {
  private static func expectStrings(of text: [UInt8], _ cache: inout StringCache) throws {
    let scan = try Scan.make(text)
    for member in scan.members {
      // Once made, once found.
      for _ in 0..<2 {
        let string = cache.string(of: member, in: text.span)
        let expected = member.string(in: text.span)
        #expect(string.map { Array($0.utf8) } == expected.map { Array($0.utf8) })
      }
    }
  }

  @Test func stringsOfEveryLengthAndPlaceAreThoseOfTheMember() throws {
    var cache = StringCache()
    for length in 0...40 {
      for letter in ["a", "b"] {
        for rest in ["", " ", "        ", #","more":1"#] {
          let value = String(repeating: letter, count: length)
          try Self.expectStrings(of: Array(#"{"k":"\#(value)"\#(rest)}"#.utf8), &cache)
        }
      }
    }
  }

  @Test func valuesThatDifferInOneByteOrInLengthAreToldApart() throws {
    var cache = StringCache()
    for length in 1...17 {
      for place in 0..<length {
        for letter in "bcd".utf8 {
          var value = [UInt8](repeating: UInt8(ascii: "a"), count: length)
          value[place] = letter
          let text = Array(#"{"k":""#.utf8) + value + Array(#"","more":null}"#.utf8)
          try Self.expectStrings(of: text, &cache)
        }
      }
    }
  }

  @Test func whatIsNoPlainStringIsReadAsTheMemberReadsIt() throws {
    var cache = StringCache()
    let text = #"{"a":"\u0041","b":"A","c":"\\u0041","d":7,"e":null,"f":{"A":1},"g":"é€😀","h":""}"#
    try Self.expectStrings(of: Array(text.utf8), &cache)
  }

  @Test func moreStringsThanThereArePlacesForComeOutRight() throws {
    var cache = StringCache()
    for round in 0..<3 {
      for number in 0..<2000 {
        try Self.expectStrings(of: Array(#"{"k":"id-\#(number)","r":\#(round)}"#.utf8), &cache)
      }
    }
  }
}
