import Testing

@testable import Dialects

@Suite struct EnginePayloadTests {
  private static func packets(
    _ body: String
  ) throws(EnginePayload.Failure) -> [String] {
    let bytes = Array(body.utf8)
    let payload = try EnginePayload(bytes.span)
    return (0..<payload.count).map { string(Array(bytes[payload[$0]])) }
  }

  @Test(
    arguments: [
      ("4hello", ["4hello"]), ("4a\u{1E}4b", ["4a", "4b"]), ("2", ["2"]),
      ("4\u{1E}1\u{1E}4€€€", ["4", "1", "4€€€"]), ("abc", ["abc"]), ("bAQID", ["bAQID"]),
    ] as [(String, [String])])
  func packetsStandBetweenRecordSeparators(body: String, packets: [String]) throws {
    #expect(try Self.packets(body) == packets)
  }

  @Test func aBodyWithoutBytesIsRefused() {
    #expect(throws: EnginePayload.Failure.empty) { try Self.packets("") }
  }

  @Test(arguments: [
    "\u{1E}", "\u{1E}\u{1E}", "4a\u{1E}", "\u{1E}4a", "4a\u{1E}\u{1E}4b",
    String(repeating: "\u{1E}", count: 100_000),
  ])
  func packetsWithoutBytesAreRefused(body: String) {
    #expect(throws: EnginePayload.Failure.emptyPacket) { try Self.packets(body) }
  }

  @Test func sixteenPacketsAreTakenAndSeventeenAreNot() throws {
    let most = [String](repeating: "4a", count: 16)
    #expect(try Self.packets(most.joined(separator: "\u{1E}")) == most)
    for count in [17, 18, 10_000] {
      let body = [String](repeating: "6", count: count).joined(separator: "\u{1E}")
      #expect(throws: EnginePayload.Failure.tooManyPackets) { try Self.packets(body) }
    }
  }

  @Test func everyTruncationIsRefusedOrHasOnlyWholePacketsButTheLast() throws {
    let body = Array("4hello\u{1E}3\u{1E}42[\"signal\",{}]".utf8)
    for length in 0..<body.count {
      let cut = Array(body[..<length])
      if cut.isEmpty || cut.last == 0x1E {
        #expect(throws: EnginePayload.Failure.self) { try EnginePayload(cut.span) }
      } else {
        let payload = try EnginePayload(cut.span)
        #expect(payload.count == cut.count(where: { $0 == 0x1E }) + 1)
        #expect(payload[payload.count - 1].upperBound == length)
      }
    }
  }
}
