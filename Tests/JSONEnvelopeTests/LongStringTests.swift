import JSONEnvelope
import Testing

/// Strings are checked 64 bytes a step: whatever can occur in one is put at every place of a step,
/// and across every boundary.
@Suite struct LongStringTests {
  /// `{"a":"` and `"}` around `content`.
  static func text(_ content: [UInt8]) -> [UInt8] {
    Array(#"{"a":""#.utf8) + content + Array(#""}"#.utf8)
  }

  static let contentStart = 6

  /// `count` plain bytes.
  static func plain(_ count: Int) -> [UInt8] { [UInt8](repeating: UInt8(ascii: "x"), count: count) }

  @Test(arguments: 0..<80) func findsTheClosingQuoteAtEveryPlace(_ spaces: Int) throws {
    for length in 0..<150 {
      let scan = try Scan.make(
        [UInt8](repeating: 0x20, count: spaces) + Self.text(Self.plain(length)))
      let start = spaces + Self.contentStart
      #expect(scan.members[0].content == start..<start + length)
      #expect(scan.members[0].kind == .string(escaped: false))
    }
  }

  @Test(arguments: [
    #"\n"#, #"\r\n"#, #"\r\n\r\n"#, #"\t"#, #"\b\f"#, #"\/"#, #"\""#, #"\\"#, #"\\\""#, #"\\n"#,
    #"\\\n"#, #"\u0041"#, #"\u0022"#, #"\ud83d\ude00"#, #"\u0041\"\u0041"#, "é", "日", "😀",
    #"é\n日\"😀\\"#, "\u{7F}",
  ])
  func takesASequenceAtEveryPlace(_ sequence: String) throws {
    for before in 0..<140 {
      for after in [0, 1, 20, 62, 63, 64, 65, 130] {
        let content = Self.plain(before) + Array(sequence.utf8) + Self.plain(after)
        let scan = try Scan.make(Self.text(content))
        let member = scan.members[0]
        #expect(member.content == Self.contentStart..<Self.contentStart + content.count)
        #expect(member.kind == .string(escaped: sequence.contains("\\")))
      }
    }
  }

  @Test(arguments: [
    ("\u{1}", EnvelopeError.Kind.controlCharacter, 0), ("\n", .controlCharacter, 0),
    (#"\x"#, .invalidEscape, 0), (#"\u00g0"#, .invalidEscape, 0), (#"\N"#, .invalidEscape, 0),
    (#"\\\x"#, .invalidEscape, 2), (#"\n\é"#, .invalidEscape, 2),
    (#"\ud83d"#, .loneSurrogate, 0), (#"\ude00"#, .loneSurrogate, 0),
    (#"\ud83d\u0041"#, .loneSurrogate, 0), (#"\u0041\ud83d\n"#, .loneSurrogate, 6),
  ])
  func refusesASequenceAtEveryPlace(
    _ sequence: String, _ kind: EnvelopeError.Kind, _ offset: Int
  ) {
    for before in 0..<140 {
      for after in [0, 1, 64, 130] {
        let text = Self.text(Self.plain(before) + Array(sequence.utf8) + Self.plain(after))
        let error = EnvelopeError(kind, at: Self.contentStart + before + offset)
        #expect(Scan.error(text) == error)
      }
    }
  }

  @Test(arguments: [
    [0x80], [0xC3], [0xE2, 0x82], [0xED, 0xA0, 0x80], [0xF0, 0x9F, 0x98], [0xFF],
  ])
  func refusesBytesThatAreNotUTF8AtEveryPlace(_ bytes: [UInt8]) {
    for before in 0..<140 {
      for after in [0, 1, 64, 130] {
        let text = Self.text(Self.plain(before) + bytes + Self.plain(after))
        #expect(
          Scan.error(text) == EnvelopeError(.invalidUTF8, at: Self.contentStart + before))
      }
    }
  }

  @Test(arguments: 0..<70) func pairsTheBackslashesOfALongRun(_ before: Int) throws {
    for count in 0..<140 {
      let backslashes = [UInt8](repeating: UInt8(ascii: "\\"), count: count)
      let content = Self.plain(before) + backslashes
      if count.isMultiple(of: 2) {
        let scan = try Scan.make(Self.text(content))
        #expect(scan.members[0].value.count == content.count + 2)
        #expect(scan.string(0)?.utf8.count == before + count / 2)
      } else {
        #expect(try Scan.make(Self.text(content + [ASCII.quote])).string(0)?.last == "\"")
        #expect(try Scan.make(Self.text(content + [UInt8(ascii: "n")])).string(0)?.last == "\n")
        let open = Self.text(content)
        #expect(Scan.error(open) == EnvelopeError(.unexpectedEnd, at: open.count))
      }
    }
  }

  @Test(arguments: 0..<70) func refusesATextCutShortAtEveryPlace(_ before: Int) throws {
    let lines = String(repeating: #"a=mid:0\r\n\"\\\u0041\ud83d\ude00"#, count: 6)
    let whole = Self.text(Self.plain(before) + Array(lines.utf8))
    _ = try Scan.make(whole)
    for count in 0..<whole.count {
      #expect(
        Scan.error(Array(whole[..<count])) == EnvelopeError(.unexpectedEnd, at: count))
    }
  }

  private enum ASCII { static let quote = UInt8(ascii: "\"") }
}
