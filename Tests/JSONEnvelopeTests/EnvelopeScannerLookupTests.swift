import JSONEnvelope
import Testing

@Suite struct EnvelopeScannerLookupTests {
  @Test func findsKeysByteForByte() throws {
    let scan = try Scan.make(#"{"type":1,"Type":2,"typed":3}"#)
    #expect(scan.member("type") == scan.members[0])
    #expect(scan.member("Type") == scan.members[1])
    #expect(scan.member("typed") == scan.members[2])
    #expect(scan.member("typ") == nil)
    #expect(scan.member("") == nil)
  }

  @Test func findsKeysOfEveryLength() throws {
    let scan = try Scan.make(
      #"{"":0,"a":1,"eightbyt":2,"ninebytes":3,"an even longer key":4,"é":5,"b":6}"#)
    #expect(scan.member("") == scan.members[0])
    #expect(scan.member("a") == scan.members[1])
    #expect(scan.member("eightbyt") == scan.members[2])
    #expect(scan.member("ninebytes") == scan.members[3])
    #expect(scan.member("an even longer key") == scan.members[4])
    #expect(scan.member("é") == scan.members[5])
    #expect(scan.member("eightbytes") == nil)
    #expect(scan.member("inebytes") == nil)
    #expect(scan.member("\0a") == nil)
  }

  @Test func findsNothingOfAnEarlierText() throws {
    var scanner = EnvelopeScanner()
    let first = Array(#"{"a":1,"type":2}"#.utf8)
    let second = Array(#"{"b":1}"#.utf8)
    try scanner.scan(first.span)
    #expect(scanner.memberCount == 2)
    try scanner.scan(second.span)
    #expect(scanner.memberCount == 1)
    let stale = scanner.member("type", in: second.span)
    #expect(stale == nil)
    let open = Array(#"{"b":1"#.utf8)
    #expect(throws: EnvelopeError(.unexpectedEnd, at: 6)) { try scanner.scan(open.span) }
    #expect(scanner.memberCount == 0)
    let failed = scanner.member("b", in: second.span)
    #expect(failed == nil)
  }

  @Test func findsKeysInAnyCase() throws {
    let scan = try Scan.make(#"{"ROOMid":1,"clientid":2,"x[":3}"#)
    #expect(try scan.member(ignoringCase: "roomId") == scan.members[0])
    #expect(
      try scan.member(ignoringCase: "ClientId") == scan.members[1])
    #expect(try scan.member(ignoringCase: "x{") == nil)
    #expect(try scan.member(ignoringCase: "room") == nil)
  }

  @Test func refusesKeysThatDifferInCaseAlone() throws {
    let scan = try Scan.make(#"{"roomId":1,"ROOMID":2}"#)
    #expect(throws: EnvelopeError(.duplicateKey, at: 12)) {
      try scan.member(ignoringCase: "roomid")
    }
  }

  @Test(arguments: [
    (#"{"type":1}"#, false), (#"{"type":1,"Type":2}"#, true), (#"{"TYPE":1,"tYpE":2}"#, true),
    (#"{"type":1,"typ":2,"types":3,"type ":4}"#, false), (#"{"a":1}"#, false), ("{}", false),
    (#"{"type":1,"\#u{14}ype":2}"#, false), (#"{"type":1,"4ype":2,"tyPe1234":3}"#, false),
    (#"{"type":1,"x":{"Type":2}}"#, false),
  ])
  func aKeyIsRepeatedWhenOnlyCaseTellsItApart(_ text: String, _ expected: Bool) throws {
    var scanner = EnvelopeScanner()
    guard (try? scanner.scan(Array(text.utf8).span)) != nil else { return }
    #expect(scanner.isRepeated(ignoringCase: "type") == expected)
  }
}
