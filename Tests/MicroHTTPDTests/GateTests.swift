import HTTPCore
import Testing

@testable import MicroHTTPD

/// The gate as a client meets it: each row is a head that must not reach a handler.
@Suite struct GateTests {
  struct Row: Sendable, CustomTestStringConvertible {
    let name: String
    let head: String
    let status: Int
    let reason: Refusal
    let word: String
    var testDescription: String { name }

    init(
      _ name: String, _ head: String, _ status: Int, _ reason: Refusal, saying word: String
    ) {
      self.name = name
      self.head = head
      self.status = status
      self.reason = reason
      self.word = word
    }
  }

  static func get(_ fields: String = "", target: String = "/", host: String = "Host: h\r\n")
    -> String
  { "GET \(target) HTTP/1.1\r\n\(host)\(fields)\r\n" }

  static func post(_ fields: String) -> String {
    "POST / HTTP/1.1\r\nHost: h\r\n\(fields)\r\nhello"
  }

  static let rows: [Row] = [
    Row(
      "length and chunks", post("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n"), 400,
      .ambiguousLength, saying: "Content-Length and Transfer-Encoding"),
    Row(
      "two equal lengths", post("Content-Length: 5\r\nContent-Length: 5\r\n"), 400,
      .repeatedField, saying: "Content-Length"),
    Row(
      "two transfer codings",
      post("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n"), 400, .repeatedField,
      saying: "Transfer-Encoding"),
    Row("two hosts", get("host: h\r\n"), 400, .repeatedField, saying: "once"),
    Row("two origins", get("Origin: a\r\nOrigin: b\r\n"), 400, .repeatedField, saying: "Origin"),
    Row(
      "two upgrades", get("Upgrade: websocket\r\nUpgrade: h2c\r\n"), 400, .repeatedField,
      saying: "Upgrade"),
    Row(
      "two keys", get("Sec-WebSocket-Key: a\r\nSec-WebSocket-Key: a\r\n"), 400, .repeatedField,
      saying: "Sec-WebSocket-Key"),
    Row(
      "two versions", get("Sec-WebSocket-Version: 8\r\nsec-websocket-version: 13\r\n"), 400,
      .repeatedField, saying: "sec-websocket-version"),
    Row(
      "two of an unknown WebSocket field",
      get("Sec-WebSocket-Foo: a\r\nSEC-WEBSOCKET-FOO: a\r\n"), 400, .repeatedField,
      saying: "SEC-WEBSOCKET-FOO"),
    Row(
      "two authorizations", get("Authorization: a\r\nAuthorization: b\r\n"), 400,
      .repeatedField, saying: "Authorization"),
    Row(
      "gzip coding", post("Transfer-Encoding: gzip\r\n"), 501, .transferCoding, saying: "chunked"),
    Row(
      "two codings in one line", post("Transfer-Encoding: gzip, chunked\r\n"), 501,
      .transferCoding, saying: "chunked"),
    Row(
      "chunks in HTTP/1.0", "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400,
      .ambiguousLength, saying: "Content-Length"),
    Row(
      "space before the colon", post("Content-Length : 5\r\n"), 400, .badFieldName,
      saying: "name"),
    Row("brackets in a name", get("X[a]: 1\r\n"), 400, .badFieldName, saying: "name"),
    Row("empty name", get(": 1\r\n"), 400, .malformedHead, saying: "add up"),
    Row("byte over 127 in a name", get("X-é: 1\r\n"), 400, .badFieldName, saying: "name"),
    Row(
      "folded line", get("X-Forwarded-Fo: 9\r\n r\r\n"), 400, .malformedHead, saying: "one line"),
    Row(
      "folded last line", get("A: 1\r\nB: 2\r\n\tc\r\n"), 400, .malformedHead, saying: "one line"),
    Row("bare LF after a field", get("A: 1\nB: 2\r\n"), 400, .malformedHead, saying: "CRLF"),
    Row(
      "bare LF after the request line", "GET / HTTP/1.1\nHost: h\r\n\r\n", 400, .malformedHead,
      saying: "CRLF"),
    Row(
      "bare LF as the empty line", "GET / HTTP/1.1\r\nHost: h\r\n\n", 400, .malformedHead,
      saying: "CRLF"),
    Row("NUL in a value", get("A: 1\u{0}2\r\n"), 400, .malformedHead, saying: "NUL"),
    Row(
      "NUL in the target", get(target: "/a\u{0}b"), 400, .malformedHead, saying: "NUL"),
    Row(
      "two spaces in the request line", "GET  / HTTP/1.1\r\nHost: h\r\n\r\n", 400, .malformedHead,
      saying: "spaces"),
    Row("control in a value", get("A: 1\u{1}2\r\n"), 400, .badFieldValue, saying: "A"),
    Row("bare CR in a value", get("A: 1\r2\r\n"), 400, .badFieldValue, saying: "control"),
    Row("DEL in a value", get("A: \u{7f}\r\n"), 400, .badFieldValue, saying: "control"),
    Row("no host", get(host: ""), 400, .missingHost, saying: "Host"),
    Row("empty host", get(host: "Host:\r\n"), 400, .badHost, saying: "Host"),
    Row("path in host", get(host: "Host: a/b\r\n"), 400, .badHost, saying: "Host"),
    Row("user in host", get(host: "Host: a@b\r\n"), 400, .badHost, saying: "Host"),
    Row("two hosts in one line", get(host: "Host: a, b\r\n"), 400, .badHost, saying: "Host"),
    Row(
      "bad host in HTTP/1.0", "GET / HTTP/1.0\r\nHost: a b\r\n\r\n", 400, .badHost, saying: "Host"
    ),
    Row(
      "control in the method", "G\u{1}T / HTTP/1.1\r\nHost: h\r\n\r\n", 501, .unknownMethod,
      saying: "GET"),
    Row(
      "NUL in the method", "GET\u{0}A / HTTP/1.1\r\nHost: h\r\n\r\n", 400, .malformedHead,
      saying: "NUL"),
    Row(
      "lower-case method", "get / HTTP/1.1\r\nHost: h\r\n\r\n", 501, .unknownMethod,
      saying: "GET"),
    Row("tunnel", "CONNECT h:443 HTTP/1.1\r\nHost: h\r\n\r\n", 501, .unknownMethod, saying: "GET"),
    Row("escaped NUL", get(target: "/a%00b"), 400, .badTarget, saying: "control"),
    Row(
      "escaped line feed in the query", get(target: "/?a=%0a"), 400, .badTarget,
      saying: "control"),
    Row("bad escape", get(target: "/%zz"), 400, .badTarget, saying: "hexadecimal"),
    Row("space in the target", get(target: "/a b"), 400, .badTarget, saying: "percent-encoded"),
    Row(
      "byte over 127 in the target", get(target: "/é"), 400, .badTarget,
      saying: "percent-encoded"),
    Row("escapes that are not UTF-8", get(target: "/?a=%ff"), 400, .badTarget, saying: "UTF-8"),
    Row("fragment", get(target: "/#a"), 400, .badTarget, saying: "percent-encoded"),
    Row("no path", get(target: "a"), 400, .badTarget, saying: "/"),
    Row("asterisk for GET", get(target: "*"), 400, .badTarget, saying: "OPTIONS"),
    Row(
      "long target", get(target: "/" + String(repeating: "a", count: 4096)), 414,
      .targetTooLong, saying: "4096"),
    Row(
      "very long target", get(target: "/" + String(repeating: "a", count: 12_000)), 414,
      .targetTooLong, saying: "4096"),
    Row(
      "large field", get("A: " + String(repeating: "a", count: 8_192) + "\r\n"), 431,
      .headerTooLarge, saying: "8192"),
    Row(
      "larger field", get("A: " + String(repeating: "a", count: 12_000) + "\r\n"), 431,
      .headerTooLarge, saying: "8192"),
    Row(
      "many large fields",
      get(String(repeating: "A: " + String(repeating: "a", count: 500) + "\r\n", count: 20)), 431,
      .headerTooLarge, saying: "8192"),
    Row(
      "many fields", get(String(repeating: "A: 1\r\n", count: 64)), 431, .tooManyFields,
      saying: "64"),
    Row(
      "very many fields", get(String(repeating: "A: 1\r\n", count: 180)), 431, .tooManyFields,
      saying: "64"),
    Row(
      "large announced body", post("Content-Length: 65537\r\n"), 413, .bodyTooLarge,
      saying: "65536"),
    Row(
      "huge announced body", post("Content-Length: 99999999999\r\n"), 413, .bodyTooLarge,
      saying: "65536"),
    Row(
      "unknown expectation", post("Content-Length: 5\r\nExpect: gold\r\n"), 417, .expectation,
      saying: "100-continue"),
  ]

  @Test(arguments: rows)
  func refuses(_ row: Row) throws {
    let server = try HTTPServer.make()
    let client = Client(port: server.port)
    client.send(row.head)
    let answer = try #require(client.answer())
    #expect(answer.status == row.status)
    #expect(answer.fields("Connection") == ["close"])
    #expect(answer.field("Content-Type") == "application/json")
    #expect(answer.body.hasPrefix(#"{"error":""#) && answer.body.hasSuffix(#""}"#))
    #expect(answer.body.contains(row.word), "\(answer.body)")
    client.finish()
    #expect(client.rest() == "")
    #expect(server.statistics.refused == [row.reason: 1])
    #expect(server.statistics.requests == 0)
  }

  static let good: [(String, String)] = [
    (get(), "GET / [] "),
    (get("A:\r\nB: \t x \t\r\nC:1\r\n"), "GET / [] "),
    (get("Sec-WebSocket-Protocol: a\r\nSec-WebSocket-Protocol: b\r\n"), "GET / [] "),
    (get("Sec-WebSocket-Extensions: a\r\nSec-WebSocket-Extensions: b\r\n"), "GET / [] "),
    (get("X-Text: caf\u{e9}\r\n"), "GET / [] "),
    (get(host: "Host: [::1]:8080\r\n"), "GET / [] "),
    (get(host: "Host: example.org:1\r\n"), "GET / [] "),
    (get(target: "/a%20b?x=1&y=%C3%A9&x=+2"), "GET /a b [x=1;y=é;x= 2] "),
    (get(target: "http://example.org/a?b=c"), "GET /a [b=c] "),
    (
      get(target: "/" + String(repeating: "a", count: 4095)),
      "GET /" + String(repeating: "a", count: 4095) + " [] "
    ),
    (get(String(repeating: "A: 1\r\n", count: 63)), "GET / [] "),
    (get("A: " + String(repeating: "a", count: 8_170) + "\r\n"), "GET / [] "),
    ("OPTIONS * HTTP/1.1\r\nHost: h\r\n\r\n", "OPTIONS * [] "),
    ("\r\nGET / HTTP/1.1\r\nHost: h\r\n\r\n", "GET / [] "),
    (post("Content-Length: 5\r\n"), "POST / [] hello"),
    (
      "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: Chunked\r\n\r\n3;x=y\r\nhel\r\n2\r\nlo\r\n0\r\n"
        + "Trailer: 1\r\n\r\n", "POST / [] hello"
    ),
    ("POST / HTTP/1.1\r\nHost: h\r\n\r\n", "POST / [] "),
  ]

  @Test(arguments: good)
  func letsThrough(_ head: String, _ expected: String) throws {
    let server = try HTTPServer.make()
    let client = Client(port: server.port)
    client.send(head)
    let answer = try #require(client.answer())
    #expect(answer.status == 200)
    #expect(answer.body == expected)
    // The connection lives on.
    client.send(Self.get(target: "/again"))
    #expect(client.answer()?.body == "GET /again [] ")
    #expect(server.statistics.refused.isEmpty)
  }

  @Test func everyHeadSurvivesBeingSentInPieces() throws {
    let server = try HTTPServer.make()
    for row in Self.rows where row.head.utf8.count < 100 {
      let client = Client(port: server.port)
      for byte in row.head.utf8 { client.send([byte]) }
      #expect(client.answer()?.status == row.status, "\(row.name)")
    }
  }
}
