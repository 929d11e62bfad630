import Testing

@testable import hub_bench

struct ByteSearchTests {
  private func range(
    of pattern: StaticString, in text: String, from start: Int = 0
  ) -> Range<Int>? {
    unsafe Array(text.utf8).withUnsafeBytes { unsafe $0.firstRange(of: pattern, from: start) }
  }

  private func member(_ name: StaticString, of json: String) -> String? {
    unsafe Array(json.utf8).withUnsafeBytes { unsafe $0.stringMember(name)?.text }
  }

  private func field(_ name: StaticString, of head: String) -> String? {
    unsafe Array(head.utf8).withUnsafeBytes { unsafe $0.fieldValue(name)?.text }
  }

  private func decimal(_ text: String) -> Int? {
    unsafe Array(text.utf8).withUnsafeBytes { unsafe $0.decimal }
  }

  @Test func findsATextAtEveryPlace() {
    #expect(range(of: "\r\n\r\n", in: "abab\r\n\r\n") == 4..<8)
    #expect(range(of: "ab", in: "aab") == 1..<3)
    #expect(range(of: "a", in: "aab", from: 1) == 1..<2)
    #expect(range(of: "ab", in: "aa") == nil)
    #expect(range(of: "a", in: "") == nil)
    #expect(range(of: "ab", in: "a") == nil)
  }

  @Test func findsAStringMember() {
    let json = #"{"roomId": "R","ClientId":"aB3xYz","n":1}"#
    #expect(member("\"roomId\":", of: json) == "R")
    #expect(member("\"ClientId\":", of: json) == "aB3xYz")
    #expect(member("\"n\":", of: json) == nil)
    #expect(member("\"token\":", of: json) == nil)
  }

  @Test func findsAHeaderFieldWithoutRegardToCase() {
    let head = "HTTP/1.1 200 OK\r\nX-Content-Length: 7\r\ncontent-LENGTH:  42\r\n\r\n"
    #expect(field("content-length:", of: head) == "42")
    #expect(field("connection:", of: head) == nil)
  }

  @Test func onlyDigitsAreANumber() {
    #expect(decimal("042") == 42)
    #expect(decimal("4 2") == nil)
    #expect(decimal("") == nil)
  }
}
