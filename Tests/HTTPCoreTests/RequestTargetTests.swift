import Testing

@testable import HTTPCore

@Suite struct RequestTargetTests {
  static func target(_ raw: String) throws(TargetError) -> RequestTarget {
    let bytes = Array(raw.utf8)
    return try RequestTarget(bytes.span)
  }

  @Test(arguments: [
    ("/", "/"), ("/a/b", "/a/b"), ("/a%20b", "/a b"), ("/a+b", "/a+b"), ("/a?x=1", "/a"),
    ("/%C3%A9", "/é"), ("//", "//"), ("/a/../b", "/a/../b"), ("*", "*"), ("/?", "/"),
    ("http://h/a", "/a"), ("HTTP://h:1?x=1", "/"), ("https://h", "/"), ("/a?b?c=/d", "/a"),
  ])
  func findsThePath(_ raw: String, _ path: String) throws {
    let target = try Self.target(raw)
    #expect(target.path == path)
    #expect(target.raw == raw)
  }

  @Test func parsesTheQueryBehindTheFirstQuestionMark() throws {
    #expect(try Self.target("/a?b?c=/d&e=%3F").query.first("b?c") == "/d")
    #expect(try Self.target("/a?b?c=/d&e=%3F").query.first("e") == "?")
  }

  @Test(arguments: [
    ("", TargetError.notAPath), ("a", .notAPath), ("**", .notAPath), ("http://", .notAPath),
    ("http:///a", .notAPath), ("ftp://h/a", .notAPath), ("?a=1", .notAPath),
    ("/a%00b", .controlCharacter(offset: 2)), ("/a b", .forbiddenByte(offset: 2)),
    ("/%2", .badEscape(offset: 1)), ("/a?b=%2", .badEscape(offset: 5)), ("/%ff", .notUTF8),
    ("/#a", .forbiddenByte(offset: 1)), ("/\u{7f}", .forbiddenByte(offset: 1)),
  ])
  func refuses(_ raw: String, _ expected: TargetError) {
    #expect(throws: expected) { try Self.target(raw) }
  }

  @Test func everyErrorSaysSomethingOfItsOwn() {
    let errors: [TargetError] = [
      .forbiddenByte(offset: 1), .badEscape(offset: 1), .controlCharacter(offset: 1), .notUTF8,
      .tooManyParameters, .notAPath,
    ]
    #expect(Set(errors.map(\.description)).count == errors.count)
  }
}
