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
}
