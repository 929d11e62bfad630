import JSONEnvelope
import Testing

@Suite struct EnvelopeScannerTests {
  static let valid: [String] = [
    "{}", " {\n} ", #"{"a":"b"}"#, #"{"type":"offer","to":"Ab3dE9","sdp":"v=0\r\no=- 1 2\r\n"}"#,
    #"{"a":-0.5e+10,"b":[1,2,[{}]],"c":{"d":{"d":null}},"e":true,"f":false,"g":null}"#,
    #"{"é":"\ud83d\ude00 😀 \u00e9 \"\\\/\b\f\n\r\t","":"","日本":{"k":"語"}}"#,
    #" { "candidate" : { "sdpMid" : "0" , "sdpMLineIndex" : 0 } , "x" : [ ] } "#,
  ]

  @Test(arguments: valid) func refusesEveryTruncation(_ text: String) throws {
    let bytes = Array(text.utf8)
    let end = try Scan.make(bytes).scanner.object.upperBound
    for length in 0..<end {
      let kind = Scan.error(Array(bytes[..<length]))?.kind
      #expect(kind == .unexpectedEnd || kind == .invalidUTF8, "\(length)")
    }
  }

  @Test(arguments: valid) func rangesAreExact(_ text: String) throws {
    let scan = try Scan.make(text)
    var end = scan.scanner.object.lowerBound
    for member in scan.members {
      #expect(member.whole.lowerBound > end)
      #expect(scan.bytes[member.key.lowerBound - 1] == UInt8(ascii: "\""))
      #expect(scan.bytes[member.key.upperBound] == UInt8(ascii: "\""))
      // A value's range holds the value and nothing else: it scans alone, in an object of its own.
      let alone = try Scan.make("{\"k\":" + scan.text(member.value) + "}")
      #expect(alone.members.map(\.kind) == [member.kind])
      #expect(alone.members[0].value == 5..<5 + member.value.count)
      end = member.value.upperBound
    }
    #expect(scan.bytes[scan.scanner.object.upperBound - 1] == UInt8(ascii: "}"))
  }

  @Test func namesEachMembersRangesAndKind() throws {
    let scan = try Scan.make(
      #"{"a":"x\n","b":"y","c":-1,"d":{},"e":[],"f":true,"g":false,"h":null}"#)
    #expect(
      scan.members.map(\.kind) == [
        .string(escaped: true), .string(escaped: false), .number, .object, .array, .true, .false,
        .null,
      ])
    #expect(scan.members.map { scan.text($0.key) } == ["a", "b", "c", "d", "e", "f", "g", "h"])
    #expect(scan.members.prefix(4).map { scan.text($0.value) } == [#""x\n""#, #""y""#, "-1", "{}"])
    #expect(scan.members[2].whole == 19..<25)
    #expect(scan.text(scan.members[2].whole) == #""c":-1"#)
    #expect(scan.members[1].content.map(scan.text) == "y")
    #expect(scan.members[2].content == nil)
  }

  @Test func findsSpecialBytesAtEveryDistanceFromEveryEdge() throws {
    // Strings are read in chunks: each special byte at each place of a chunk, and the end too.
    for before in 0..<40 {
      for after in 0..<40 {
        let (left, right) = (
          String(repeating: "x", count: before), String(repeating: "y", count: after)
        )
        for special in [#"\n"#, "é", "😀", #"\""#] {
          let scan = try Scan.make("{\"k\":\"" + left + special + right + "\"}")
          #expect(scan.members[0].value.upperBound == scan.bytes.count - 1)
        }
        let offset = 6 + before
        let control = Array("{\"k\":\"\(left)\u{1F}\(right)\"}".utf8)
        #expect(Scan.error(control) == EnvelopeError(.controlCharacter, at: offset))
        let key = Array("{\"\(left)\u{1F}\(right)\":0}".utf8)
        #expect(Scan.error(key) == EnvelopeError(.controlCharacter, at: 2 + before))
      }
    }
  }

  @Test func refusesDuplicateKeysOfEveryLength() throws {
    for length in 0..<70 {
      let key = String(repeating: "k", count: length)
      let text = #"{"\#(key)":0,"\#(key)z":0,"\#(key)":0}"#
      #expect(Scan.error(Array(text.utf8)) == EnvelopeError(.duplicateKey, at: 12 + 2 * length))
      // One byte's difference at any place makes another key.
      for place in 0..<length {
        var other = Array(key.utf8)
        other[place] = UInt8(ascii: "j")
        let bytes = Array("{\"\(key)\":0,\"".utf8) + other + Array("\":0}".utf8)
        #expect(Scan.error(bytes) == nil)
      }
    }
  }

  @Test func keysAreComparedAsBytes() throws {
    // Composed and decomposed e-acute, and the cases of a letter, are different keys.
    #expect(try Scan.make("{\"\u{E9}\":0,\"e\u{301}\":0,\"E\":0,\"e\":0}").members.count == 4)
  }

  @Test func allowsDuplicateAndEscapedKeysBelowTheTopLevel() throws {
    #expect(try Scan.make(#"{"a":{"b":1,"b":2,"\u0062":3}}"#).members.count == 1)
  }

  @Test(arguments: [#"{"\u0066rom":"x"}"#, #"{"fro\m":"x"}"#, #"{"from\\":"x"}"#, #"{"\"":"x"}"#])
  func refusesEveryEscapeInTopLevelKeys(_ text: String) {
    #expect(Scan.error(Array(text.utf8))?.kind == .escapedKey)
  }

  @Test func remembersNothingOfAnEarlierScan() throws {
    var scanner = EnvelopeScanner()
    try scanner.scan(Array(#"{"a":1,"b":2}"#.utf8).span)
    try scanner.scan(Array(#"{"a":3}"#.utf8).span)
    #expect(scanner.members.count == 1)
    #expect(throws: EnvelopeError.self) { try scanner.scan(Array(#"{"c":1,"d":"#.utf8).span) }
    #expect(scanner.members.isEmpty)
    #expect(scanner.object.isEmpty)
    try scanner.scan(Array(#"{"c":3}"#.utf8).span)
    #expect(scanner.members.count == 1)
  }
}
