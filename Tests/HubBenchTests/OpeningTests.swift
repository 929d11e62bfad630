import Testing

@testable import hub_bench

struct OpeningTests {
  private static let welcome =
    #"{"type":"welcome","roomId":"R","clientId":"aB3xYz","token":"T","peers":[]}"#
  private static let stream =
    Array("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n".utf8)
    + [0x81, UInt8(welcome.utf8.count)] + Array(welcome.utf8) + [0x81, 0x02]

  private func feed(
    _ bytes: ArraySlice<UInt8>, to opening: inout Opening
  ) throws -> Opening.Bound? {
    try unsafe bytes.withUnsafeBytes { try unsafe opening.feed($0) }
  }

  @Test func theWelcomeNamesTheClient() throws {
    var opening = Opening(.welcome)
    let bound = try feed(Self.stream[...], to: &opening)
    #expect(bound?.id == "aB3xYz")
    #expect(bound?.rest == [0x81, 0x02])
  }

  @Test func byteByByteNothingIsLost() throws {
    var opening = Opening(.welcome)
    for byte in Self.stream.dropLast(3) {
      #expect(try feed([byte], to: &opening) == nil)
    }
    let last = Self.stream.dropLast(2).suffix(1)
    #expect(try feed(last, to: &opening)?.id == "aB3xYz")
  }

  @Test func theUpgradeIsEnoughForTheBaseline() throws {
    var opening = Opening(.upgrade)
    let bound = try feed(Self.stream[...], to: &opening)
    #expect(bound?.id.isEmpty == true)
    #expect(bound?.rest.first == 0x81)
  }

  @Test func aRefusalIsToldWithItsStatus() {
    var opening = Opening(.welcome)
    let answer = Array("HTTP/1.1 503 Service Unavailable\r\n\r\n".utf8)
    let error = #expect(throws: BenchmarkError.self) {
      try feed(answer[...], to: &opening)
    }
    #expect(error?.description == "the server refused: HTTP/1.1 503 Service Unavailable")
  }
}
