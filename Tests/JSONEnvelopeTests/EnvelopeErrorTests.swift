import JSONEnvelope
import Testing

@Suite struct EnvelopeErrorTests {
  typealias Vector = (text: String, kind: EnvelopeError.Kind, offset: Int)

  static let vectors: [Vector] = [
    ("\u{FEFF}{}", .byteOrderMark, 0),
    ("", .unexpectedEnd, 0),
    (" \n", .unexpectedEnd, 2),
    ("{", .unexpectedEnd, 1),
    (#"{"a":"#, .unexpectedEnd, 5),
    (#"{"a":"b"#, .unexpectedEnd, 7),
    (#"{"a":"\u12"#, .unexpectedEnd, 10),
    (#"{"a":"\ud83d"#, .unexpectedEnd, 12),
    (#"{"a":"\ud83d\"#, .unexpectedEnd, 13),
    (#"{"a":"\ud83d\ude"#, .unexpectedEnd, 16),
    (#"{"a":[1"#, .unexpectedEnd, 7),
    (#"{"a":tr"#, .unexpectedEnd, 7),
    (#"{"a":-"#, .unexpectedEnd, 6),
    ("[]", .expectedObject, 0),
    (#" "a""#, .expectedObject, 1),
    ("{a:1}", .expectedKey, 1),
    (#"{"a":1,}"#, .expectedKey, 7),
    (#"{"a":{1:2}}"#, .expectedKey, 6),
    (#"{"a" 1}"#, .expectedColon, 5),
    (#"{"a":{"b",1}}"#, .expectedColon, 9),
    (#"{"a":}"#, .expectedValue, 5),
    (#"{"a":[1,]}"#, .expectedValue, 8),
    (#"{"a":+1}"#, .expectedValue, 5),
    (#"{"a":é}"#, .expectedValue, 5),
    (#"{"a":1 "b":2}"#, .expectedSeparator, 7),
    (#"{"a":[1}}"#, .expectedSeparator, 7),
    (#"{"a":trie}"#, .invalidLiteral, 7),
    (#"{"a":01}"#, .invalidNumber, 6),
    (#"{"a":1.e}"#, .invalidNumber, 7),
    ("{\"a\":\"b\nc\"}", .controlCharacter, 7),
    ("{\"a\u{0}\":1}", .controlCharacter, 3),
    (#"{"a":"\x41"}"#, .invalidEscape, 6),
    (#"{"a":"\u00g0"}"#, .invalidEscape, 6),
    (#"{"a":"\ud83d\u00zz"}"#, .invalidEscape, 12),
    (#"{"a":"-\ud83d-"}"#, .loneSurrogate, 7),
    (#"{"a":"\ude00"}"#, .loneSurrogate, 6),
    (#"{"a":"\ud83d\ud83d"}"#, .loneSurrogate, 6),
    (#"{"\u0066rom":1}"#, .escapedKey, 2),
    (#"{"a":1,"b":2,"a":3}"#, .duplicateKey, 13),
    ("{} {}", .trailingBytes, 3),
    ("{}\u{0}", .trailingBytes, 2),
  ]

  @Test(arguments: vectors) func tellsKindAndOffset(_ vector: Vector) {
    let expected = EnvelopeError(vector.kind, at: vector.offset)
    #expect(Scan.error(Array(vector.text.utf8)) == expected)
  }

  static let notUTF8: [[UInt8]] = [
    [0x80], [0xBF], [0xC0, 0x80], [0xC1, 0xBF], [0xC3], [0xC3, 0x28], [0xE0, 0x9F, 0xBF],
    [0xE2, 0x82], [0xE2, 0x28, 0xA1], [0xED, 0xA0, 0x80], [0xED, 0xBF, 0xBF],
    [0xF0, 0x8F, 0xBF, 0xBF], [0xF0, 0x9F, 0x98], [0xF0, 0x9F, 0x28, 0x80],
    [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xFE], [0xFF],
  ]

  @Test(arguments: notUTF8) func refusesWhatIsNotUTF8WhereverItStands(_ bytes: [UInt8]) {
    let places: [(before: String, after: String)] = [
      (#"{"a":"xé"#, #"y"}"#), (#"{"k"#, #"":1}"#), (#"{"a":{"k"#, #"":1}}"#), (#"{"a":"#, "}"),
      (#"{"a":1"#, "}"), ("{", "}"), ("{}", ""), ("", "{}"), (#"{"a""#, ":1}"),
      (#"{"a":"0123456789abcdef\n"#, #"0123456789abcdef"}"#),
    ]
    for (before, after) in places {
      let error = Scan.error(Array(before.utf8) + bytes + Array(after.utf8))
      #expect(error == EnvelopeError(.invalidUTF8, at: before.utf8.count), "\(before)")
    }
  }

  @Test func refusesOneMemberTooMany() {
    let members = (0...EnvelopeScanner.maximumMembers).map { #""\#($0 + 100)":0"# }
    let most = "{" + members.dropLast().joined(separator: ",")
    #expect(Scan.error(Array((most + "}").utf8)) == nil)
    let error = Scan.error(Array(("{" + members.joined(separator: ",") + "}").utf8))
    #expect(error == EnvelopeError(.tooManyMembers, at: most.utf8.count + 1))
  }

  @Test(arguments: ["[", #"{"k":"#]) func refusesOneContainerTooDeep(_ opening: String) {
    let closing = opening == "[" ? "]" : "}"
    func text(_ depth: Int) -> [UInt8] {
      let nested = depth - 1
      let inner = opening == "[" ? "" : "0"
      return Array(
        (#"{"a":"# + String(repeating: opening, count: nested) + inner
          + String(repeating: closing, count: nested) + "}").utf8)
    }
    #expect(Scan.error(text(EnvelopeScanner.maximumDepth)) == nil)
    let offset = 5 + (EnvelopeScanner.maximumDepth - 1) * opening.utf8.count
    #expect(
      Scan.error(text(EnvelopeScanner.maximumDepth + 1)) == EnvelopeError(.tooDeep, at: offset))
    #expect(Scan.error(text(20_000))?.kind == .tooDeep)
  }

  @Test func everyKindHasVectors() {
    let tested = Set(Self.vectors.map(\.kind)).union([.invalidUTF8, .tooManyMembers, .tooDeep])
    let ofArrays: Set<EnvelopeError.Kind> = [.expectedArray, .tooManyElements]
    #expect(tested.union(ofArrays) == Set(EnvelopeError.Kind.allCases))
    #expect(tested.isDisjoint(with: ofArrays))
  }

  @Test(arguments: EnvelopeError.Kind.allCases)
  func describesWhereAndWhat(_ kind: EnvelopeError.Kind) {
    let description = EnvelopeError(kind, at: 17).description
    #expect(description.hasPrefix("byte 17: "))
    #expect(description.contains(";"), "what is wrong; what would be right")
  }

  @Test func descriptionsNeverQuoteTheText() {
    let error = Scan.error(Array(#"{"a":Zebra}"#.utf8))
    #expect(error.map { !$0.description.contains("Zebra") } == true)
  }
}
