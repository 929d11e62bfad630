import Testing

@testable import hub_bench

struct OpeningTests {
  private static let head = Array(
    "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n".utf8)
  private static let welcome = frame(
    #"{"type":"welcome","roomId":"R","clientId":"aB3xYz","token":"T","peers":[]}"#)
  /// A native client's, and the start of the next frame.
  private static let stream = head + welcome + [0x81, 0x02]

  /// A server's frame of fewer than 126 bytes.
  private static func frame(_ text: String) -> [UInt8] {
    [0x81, UInt8(text.utf8.count)] + Array(text.utf8)
  }

  private static func opening(_ dialect: Dialect) -> Opening {
    let entry = Entry(
      dialect, place: 0, to: Endpoint(port: 1), tokens: nil, roomPrefix: "load")
    return Opening(entry, room: 2)
  }

  private func feed(
    _ bytes: ArraySlice<UInt8>, to opening: inout Opening
  ) throws -> Opening.Bound? {
    try unsafe bytes.withUnsafeBytes { try unsafe opening.feed($0) }
  }

  private static func said(_ text: String) -> [UInt8] {
    ClientFrame.frame(ClientFrame.text, payload: Array(text.utf8))
  }

  @Test func theWelcomeNamesTheClient() throws {
    var opening = Self.opening(.native)
    let bound = try feed(Self.stream[...], to: &opening)
    #expect(bound?.id == "aB3xYz")
    #expect(bound?.rest == [0x81, 0x02])
    #expect(opening.takeAnswer() == [])
  }

  @Test func byteByByteNothingIsLost() throws {
    var opening = Self.opening(.native)
    for byte in Self.stream.dropLast(3) {
      #expect(try feed([byte], to: &opening) == nil)
    }
    let last = Self.stream.dropLast(2).suffix(1)
    let bound = try feed(last, to: &opening)
    #expect(bound?.id == "aB3xYz")
    #expect(bound?.rest == [])
  }

  @Test func theUpgradeIsEnoughForTheBaseline() throws {
    var opening = Self.opening(.bare)
    let bound = try feed(Self.stream[...], to: &opening)
    #expect(bound?.id.isEmpty == true)
    #expect(bound?.rest.first == 0x81)
  }

  @Test func aServerpodClientJoinsOnceItIsUpgraded() throws {
    var opening = Self.opening(.serverpod)
    #expect(try feed(Self.head[...], to: &opening) == nil)
    #expect(
      opening.takeAnswer()
        == Self.said(#"{"action":"join","roomId":"load-2","sessionId":"peer-0"}"#))
    #expect(opening.takeAnswer() == [])
    let list = Self.frame(#"{"type":"peers_list","peers":[],"roomId":"load-2"}"#)
    #expect(try feed(list[...], to: &opening)?.id == "peer-0")
  }

  @Test func aSocketIOClientAnswersStepByStep() throws {
    var opening = Self.opening(.socketIO)
    let open = Self.head + Self.frame(#"0{"sid":"a"}"#)
    #expect(try feed(open[...], to: &opening) == nil)
    #expect(opening.takeAnswer() == Self.said("40"))
    #expect(try feed(Self.frame(#"40{"sid":"b"}"#)[...], to: &opening) == nil)
    #expect(
      opening.takeAnswer()
        == Self.said(
          #"42["join_room",{"room_name":"load-2","peer_id":"peer-0","username":"peer-0"}]"#))
    // Somebody else's coming may be told first.
    let list = Self.frame(#"42["peer_list_updated",{}]"#)
    let success = Self.frame(#"42["join_room_success",{"total_peers":1}]"#)
    let bound = try feed((list + success + list)[...], to: &opening)
    #expect(bound?.id == "peer-0")
    #expect(bound?.rest == list)
  }

  @Test func aMessageThatIsNotAwaitedIsAnError() throws {
    var opening = Self.opening(.native)
    let stream = Self.head + Self.frame(#"{"type":"error","code":"rate-limited"}"#)
    let error = #expect(throws: BenchmarkError.self) { try feed(stream[...], to: &opening) }
    #expect(error?.description.contains("rate-limited") == true)
  }

  @Test func aRefusalIsToldWithItsStatus() {
    var opening = Self.opening(.native)
    let answer = Array("HTTP/1.1 503 Service Unavailable\r\n\r\n".utf8)
    let error = #expect(throws: BenchmarkError.self) {
      try feed(answer[...], to: &opening)
    }
    #expect(error?.description == "the server refused: HTTP/1.1 503 Service Unavailable")
  }
}
