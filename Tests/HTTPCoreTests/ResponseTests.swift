import HTTPCore
import Testing

@Suite struct ResponseTests {
  @Test func errorIsJSONWithTheMessageEscaped() {
    let response = Response.error(
      .badRequest, "a \"b\" \\ \u{1}\n é", headers: [("Retry-After", "1")])
    #expect(response.status == .badRequest)
    #expect(response.headers.map(\.name) == ["Content-Type", "Retry-After"])
    #expect(response.headers[0].value == "application/json")
    #expect(text(response) == #"{"error":"a \"b\" \\ \u0001\u000a é"}"#)
  }

  @Test func jsonKeepsItsBytes() {
    #expect(text(.json(Array("{}".utf8))) == "{}")
    #expect(Response.json([]).status == .ok)
  }

  @Test func upgradeIs101() {
    let upgrade = Upgrade(adopt: { _ in }, abandon: {})
    #expect(Response.upgrade(upgrade, headers: []).status == .switchingProtocols)
  }

  @Test func everyNamedStatusHasAPhrase() {
    let named: [Status] = [
      .switchingProtocols, .ok, .noContent, .notModified, .badRequest, .unauthorized, .forbidden,
      .notFound, .methodNotAllowed, .requestTimeout, .conflict, .lengthRequired,
      .contentTooLarge, .uriTooLong, .unsupportedMediaType, .expectationFailed, .upgradeRequired,
      .tooManyRequests, .requestHeaderFieldsTooLarge, .internalServerError, .notImplemented,
      .serviceUnavailable, .gatewayTimeout, .httpVersionNotSupported,
    ]
    #expect(!named.map(\.reasonPhrase).contains("Unknown"))
    #expect(Set(named.map(\.reasonPhrase)).count == named.count)
    #expect(Status(rawValue: 299).reasonPhrase == "Unknown")
  }
}

func text(_ response: Response) -> String {
  guard case .bytes(let bytes) = response.payload else { return "" }
  return String(decoding: bytes, as: UTF8.self)
}
