import Dialects
import Signaling
import Testing

@Suite struct CandidateTypesTests {
  static func types(
    _ text: some Sequence<UInt8>
  ) -> CandidateTypes { CandidateTypes(in: Array(text).span) }

  static func candidate(_ type: String) -> String {
    "candidate:842163049 1 udp 1677729535 203.0.113.7 46154 typ \(type) raddr 0.0.0.0 rport 0"
  }

  /// Counts by splitting at spaces, which is another way altogether.
  static func naive(_ text: [UInt8]) -> CandidateTypes {
    var types = CandidateTypes()
    let words = text.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
    for (before, word) in zip(words.dropFirst(), words.dropFirst(2)) {
      guard before.elementsEqual("typ".utf8) else { continue }
      let letters = word.prefix { ("a"..."z").contains(Character(Unicode.Scalar($0))) }
      let end = word.dropFirst(letters.count).first
      if let end, Character(Unicode.Scalar(end)).isLetter || (48...57).contains(end) { continue }
      if let type = CandidateType(label: String(decoding: letters, as: UTF8.self)) {
        types.count(type)
      }
    }
    return types
  }

  @Test(arguments: CandidateType.allCases)
  func aCandidateIsCountedByItsType(type: CandidateType) {
    let types = Self.types(#"{"candidate":"\#(Self.candidate(type.label))"}"#.utf8)
    for other in CandidateType.allCases { #expect(types[other] == (other == type ? 1 : 0)) }
    // Where the word ends the text, the string or, escaped, the line.
    for end in ["", "\"", "\\r\\n", "\\\\r\\\\n", "\r\n", "\\\"", " "] {
      #expect(Self.types("1 typ \(type.label)\(end)".utf8)[type] == 1)
    }
  }

  @Test func escapedAndTwiceEscapedTextsCountTheSame() {
    let line = "a=candidate:1 1 UDP 2122252543 192.0.2.1 5 typ host\r\na=mid:0\r\n"
    let escaped = line.replacing("\r\n", with: "\\r\\n")
    for text in [line, escaped, escaped.replacing("\\", with: "\\\\")] {
      let types = Self.types((text + text).utf8)
      #expect(types.host == 2)
      #expect(types.areOnlyHost)
    }
  }

  @Test(arguments: [
    "", "{}", #"{"candidate":null}"#, #"{"candidate":""}"#, "a=end-of-candidates", " typ", " typ ",
    " typ hos", " typ hosts", " typ host2", " typ hostX", " type host", "typ host", " typ  host",
    " typ other", "\ttyp host", " TYP host", " typ HOST",
  ])
  func whatIsNoCandidateCountsNone(text: String) {
    #expect(Self.types(text.utf8).isEmpty)
  }

  @Test func everyAlignmentAndEverySplitCountsAsANaiveSearchDoes() {
    let all = CandidateType.allCases.map { Self.candidate($0.label) }.joined(separator: "\\r\\n")
    let bytes = Array(all.utf8)
    for offset in 0..<70 {
      let text = [UInt8](repeating: UInt8(ascii: "x"), count: offset) + bytes
      #expect(Self.types(text) == Self.naive(text))
      #expect(CandidateType.allCases.allSatisfy { Self.types(text)[$0] == 1 })
    }
    for split in 0...bytes.count {
      #expect(Self.types(bytes[..<split]) == Self.naive(Array(bytes[..<split])))
      #expect(Self.types(bytes[split...]) == Self.naive(Array(bytes[split...])))
    }
  }

  @Test func randomTextsCountAsANaiveSearchDoes() {
    var generator = SystemRandomNumberGenerator()
    let parts = [
      " typ", " typ host", " typ srflx", " typ prflx", " typ relay", " ", "typ", "host", "\\r\\n",
      "relay", "x", "\"", "7",
    ]
    var counted = 0
    for _ in 0..<2000 {
      let count = Int.random(in: 0..<40, using: &generator)
      let text = (0..<count).map { _ in parts.randomElement(using: &generator)! }.joined()
      #expect(Self.types(text.utf8) == Self.naive(Array(text.utf8)), "\(text)")
      if !Self.types(text.utf8).isEmpty { counted += 1 }
    }
    #expect(counted > 500)
  }

  @Test func countsStayAtTheirLimit() {
    let text = String(repeating: " typ host", count: 300)
    #expect(Self.types(text.utf8).host == 255)
    var types = Self.types(text.utf8)
    types.count(.host)
    types.count(.relay)
    #expect(types.host == 255)
    #expect(types.relay == 1)
    #expect(!types.areOnlyHost)
  }
}
