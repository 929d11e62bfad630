import JSONEnvelope
import Testing

@Suite struct MemberTextTests {
  @Test func resolvesEscapes() throws {
    let scan = try Scan.make(#"{"a":"\"\\\/\b\f\n\r\t\u0041\u00e9\u20AC\ud83d\uDE00é😀\u0000z"}"#)
    let string = scan.string(0)
    #expect(string == "\"\\/\u{8}\u{C}\n\r\tA\u{E9}\u{20AC}\u{1F600}é😀\u{0}z")
  }

  @Test(arguments: [
    #""""#, #""plain""#, #""é😀""#, #""\"""#, #""a\\\/\u0041\u00e9\ud83d\uDE00b""#, #""\n\n""#, "7",
    #""0123456789abcdef0123456789abcdef\r\n0123456789abcdef0123456789abcdef é \u0000""#,
  ])
  func aTextTakenOutOfItsQuotesIsTheString(_ value: String) throws {
    let bytes = Array("{\"a\":\(value)}".utf8)
    var scanner = EnvelopeScanner()
    try scanner.scan(bytes.span)
    let member = scanner.members[0]
    var text = Array(">".utf8)
    text.appendText(of: member, in: bytes.span)
    #expect(text == Array((">" + (member.string(in: bytes.span) ?? "")).utf8))
  }

  @Test func readsPlainStringsAndKeys() throws {
    let scan = try Scan.make(#"{"clé":"valeur é","n":1}"#)
    #expect(scan.string(0) == "valeur é")
    #expect(scan.key(0) == "clé")
    #expect(scan.string(1) == nil)
  }

  @Test(arguments: [
    #""offer""#, #""\u006fffer""#, #""offe\u0072""#, #""\u006f\u0066\u0066\u0065\u0072""#,
  ])
  func comparesWithEscapesResolved(_ value: String) throws {
    let scan = try Scan.make("{\"type\":\(value)}")
    #expect(scan.isString(0, "offer"))
    for other: StaticString in ["", "offe", "offers", "Offer", "answer"] {
      #expect(!scan.isString(0, other))
    }
  }

  @Test func comparesScalarsOfEveryLength() throws {
    let scan = try Scan.make(#"{"a":"\ud83d\ude00\u20ac\u00e9","b":1}"#)
    #expect(scan.isString(0, "😀€é"))
    #expect(!scan.isString(1, "1"))
  }

  @Test func equalsAStringOfAnyLength() throws {
    let scan = try Scan.make(#"{"a":"Ab3dE9","b":"A\u0062","c":"","d":7}"#)
    #expect(scan.equals(0, "Ab3dE9"))
    #expect(!scan.equals(0, "Ab3dE8"))
    #expect(!scan.equals(0, "Ab3dE"))
    #expect(scan.equals(1, "Ab"))
    #expect(!scan.equals(1, "A"))
    #expect(!scan.equals(1, "Abc"))
    #expect(scan.equals(2, ""))
    #expect(!scan.equals(3, "7"))
  }
}
