import Testing

@testable import Dialects

@Suite struct EngineRequestTests {
  /// Reads `query`, written as in a URL; no value here needs decoding.
  private static func read(
    _ query: String, _ method: String = "GET", upgrade: Bool = false
  ) throws(EngineFailure) -> EngineRequest {
    let pairs = query.split(separator: "&").map { pair in
      let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      return (name: String(parts[0]), value: parts.count > 1 ? String(parts[1]) : "")
    }
    return try EngineRequest.read(method: method, isUpgrade: upgrade, query: pairs)
  }

  @Test func sessionsAreOpenedOverEitherTransport() throws {
    #expect(try Self.read("EIO=4&transport=polling&t=N8hyd6w") == .open(.polling))
    #expect(try Self.read("EIO=4&transport=websocket", upgrade: true) == .open(.webSocket))
  }

  @Test func sessionsThatExistPollPostAndUpgrade() throws {
    #expect(try Self.read("transport=polling&EIO=4&sid=ab") == .poll(sid: "ab"))
    #expect(try Self.read("EIO=4&transport=polling&sid=ab", "POST") == .post(sid: "ab"))
    #expect(
      try Self.read("EIO=4&transport=websocket&sid=ab", upgrade: true) == .upgrade(sid: "ab"))
  }

  @Test(
    arguments: [
      ("", .unknownTransport), ("EIO=4", .unknownTransport),
      ("EIO=4&transport=abc", .unknownTransport), ("EIO=4&transport=", .unknownTransport),
      ("EIO=4&transport=Polling", .unknownTransport),
      ("EIO=4&transport=webtransport", .unknownTransport),
      ("transport=polling", .unsupportedVersion), ("EIO=3&transport=polling", .unsupportedVersion),
      ("EIO=abc&transport=polling", .unsupportedVersion),
      ("EIO=04&transport=polling", .unsupportedVersion),
      ("EIO=&transport=polling", .unsupportedVersion),
      ("eio=4&transport=polling", .unsupportedVersion),
      ("EIO=3&transport=polling&sid=ab", .unsupportedVersion),
      ("EIO=4&EIO=4&transport=polling", .badRequest),
      ("EIO=4&transport=polling&transport=websocket", .badRequest),
      ("EIO=4&transport=polling&sid=a&sid=b", .badRequest),
      ("EIO=4&transport=polling&j=0", .badRequest),
      ("EIO=4&transport=websocket", .badRequest),
      ("EIO=4&transport=websocket&sid=ab", .badRequest),
      ("EIO=4&transport=polling&sid=", .unknownSession),
      ("EIO=4&transport=polling&sid=" + String(repeating: "a", count: 65), .unknownSession),
    ] as [(String, EngineFailure)])
  func wrongQueriesAreRefused(query: String, failure: EngineFailure) {
    #expect(throws: failure) { try Self.read(query) }
  }

  @Test func theLongestSessionIDIsLookedAt() throws {
    let sid = String(repeating: "a", count: 64)
    #expect(try Self.read("EIO=4&transport=polling&sid=\(sid)") == .poll(sid: sid))
  }

  @Test(arguments: ["POST", "PUT", "HEAD", "OPTIONS", "get", ""])
  func sessionsAreOpenedWithGETAlone(method: String) {
    #expect(throws: EngineFailure.badHandshakeMethod) {
      try Self.read("EIO=4&transport=polling", method)
    }
  }

  @Test(arguments: ["PUT", "DELETE", "HEAD", "post"])
  func sessionsTakeGETAndPOSTAlone(method: String) {
    #expect(throws: EngineFailure.badRequest) {
      try Self.read("EIO=4&transport=polling&sid=ab", method)
    }
  }

  @Test func aHandshakeForPollingIsRefused() {
    #expect(throws: EngineFailure.badRequest) {
      try Self.read("EIO=4&transport=polling", upgrade: true)
    }
    #expect(throws: EngineFailure.badRequest) {
      try Self.read("EIO=4&transport=websocket&sid=ab", "POST", upgrade: true)
    }
  }
}
