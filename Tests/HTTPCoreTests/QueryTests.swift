import HTTPCore
import Testing

@Suite struct QueryTests {
  @Test func decodesPairsInOrder() throws {
    let query = try Query("roomId=a+b&clientId=%C3%A9%2b&flag&=x&a=1&a=2")
    #expect(query.first("roomId") == "a b")
    #expect(query.first("clientId") == "é+")
    #expect(query.first("flag") == "")
    #expect(query.first("") == "x")
    #expect(query.all("a") == ["1", "2"])
    #expect(query.first("A") == nil)
    #expect(query.parameters.count == 6)
  }

  @Test func skipsEmptyPairsAndKeepsLaterEqualSigns() throws {
    let query = try Query("&&a==b=c&&")
    #expect(query.parameters.count == 1)
    #expect(query.first("a") == "=b=c")
  }

  @Test(arguments: [
    ("a=%", TargetError.badEscape(offset: 2)),
    ("a=%4", .badEscape(offset: 2)),
    ("a=%4&b4=1", .badEscape(offset: 2)),
    ("a=%zz", .badEscape(offset: 2)),
    ("a=%+1", .badEscape(offset: 2)),
    ("a%00=1", .controlCharacter(offset: 1)),
    ("a=%0a", .controlCharacter(offset: 2)),
    ("a=%7F", .controlCharacter(offset: 2)),
    ("a=%ff", .notUTF8),
    ("a=%C3", .notUTF8),
    ("a=%C0%80", .notUTF8),
    ("a=%ED%A0%80", .notUTF8),
    ("a=b c", .forbiddenByte(offset: 3)),
    ("a=\u{1}", .forbiddenByte(offset: 2)),
    ("a=é", .forbiddenByte(offset: 2)),
    ("a=#", .forbiddenByte(offset: 2)),
  ])
  func refuses(_ raw: String, _ expected: TargetError) {
    #expect(throws: expected) { try Query(raw) }
  }

  @Test func boundsTheNumberOfParameters() throws {
    let pairs = Array(repeating: "a=1", count: Query.maximumParameters)
    #expect(try Query(pairs.joined(separator: "&")).all("a").count == Query.maximumParameters)
    #expect(throws: TargetError.tooManyParameters) {
      try Query((pairs + ["b"]).joined(separator: "&"))
    }
  }
}
