import Testing

@testable import Authentication

private func problem(_ content: String) -> String? {
  do {
    _ = try AdminToken(file: Array(content.utf8))
    return nil
  } catch {
    return error.message
  }
}

@Suite struct AdminTokenTests {
  @Test func onlyTheTokenMatches() throws {
    let token = try AdminToken(file: Array("\n 0123456789abcdef \r\n".utf8))
    #expect(token.matches("0123456789abcdef"))
    for other in [
      "", "0123456789abcde", "0123456789abcdef ", "0123456789abcdeF", "0123456789abcdef\0",
      "\u{FEFF}0123456789abcdef", String(repeating: "0", count: 1 << 20),
    ] {
      #expect(!token.matches(other))
    }
  }

  @Test func sixteenVisibleBytesAreTheLeast() {
    #expect(problem("0123456789abcdef") == nil)
    #expect(problem("0123456789abcde\n") == "has 15 bytes; an admin token needs 16 to 1024")
    #expect(problem("") == "has 0 bytes; an admin token needs 16 to 1024")
    #expect(problem(" \n\t") == "has 0 bytes; an admin token needs 16 to 1024")
    #expect(problem(String(repeating: "x", count: 1024)) == nil)
    #expect(problem(String(repeating: "x", count: 1025))?.hasPrefix("has 1025 bytes") == true)
    for content in [
      "0123456789 abcdef", "0123456789\nabcdef", "0123456789abcd\u{E9}", "0123456789abcde\u{7F}",
    ] {
      #expect(problem(content) == "holds other characters than visible ASCII")
    }
  }

  @Test func nothingIsPrinted() throws {
    let token = try AdminToken(file: Array("0123456789abcdef".utf8))
    var dumped = "\(token) " + String(reflecting: token)
    dump(token, to: &dumped)
    #expect(dumped == "<admin token> <admin token>- <admin token>\n")
  }
}
