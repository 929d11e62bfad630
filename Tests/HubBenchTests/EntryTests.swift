import Testing

@testable import hub_bench

struct EntryTests {
  private static func entry(_ dialect: Dialect, tokens: AccountTokens? = nil) -> Entry {
    Entry(dialect, place: 1, to: Endpoint(port: 4711), tokens: tokens, roomPrefix: "load")
  }

  private func requestLine(_ entry: Entry) -> String {
    let request = String(decoding: entry.request.bytes(room: 3), as: UTF8.self)
    return String(request.prefix { $0 != "\r\n" })
  }

  private func says(_ entry: Entry) -> [String] {
    entry.steps.compactMap { step in
      step.says.map { String(decoding: $0.bytes(room: 3), as: UTF8.self) }
    }
  }

  @Test(arguments: [
    (Dialect.bare, "/ws?roomId=load-3"), (.native, "/ws?roomId=load-3"),
    (.serverpod, "/webrtc"), (.nodeWS, "/?roomId=load-3&userId=peer-1&userName=peer-1"),
    (.socketIO, "/socket.io/?EIO=4&transport=websocket"),
  ])
  func eachDialectHasItsPath(dialect: Dialect, target: String) {
    #expect(requestLine(Self.entry(dialect)) == "GET \(target) HTTP/1.1")
  }

  @Test func inAChatRoomATokenIsShown() {
    let tokens = AccountTokens()
    let token = tokens.token(for: "account-1")
    #expect(
      requestLine(Self.entry(.dysonNetwork, tokens: tokens))
        == "GET /api/chat/realtime/load-3?access_token=\(token) HTTP/1.1")
    #expect(
      requestLine(Self.entry(.native, tokens: tokens))
        == "GET /ws?roomId=chat/load-3&access_token=\(token) HTTP/1.1")
  }

  @Test func theRequestIsWhole() {
    let request = String(
      decoding: Self.entry(.nodeWS).request.bytes(room: 3), as: UTF8.self)
    #expect(request.contains("\r\nHost: 127.0.0.1:4711\r\n"))
    #expect(request.hasSuffix("\r\nSec-WebSocket-Version: 13\r\n\r\n"))
  }

  @Test func whoNamesTheRoomInAMessageJoins() {
    #expect(
      says(Self.entry(.serverpod))
        == [#"{"action":"join","roomId":"load-3","sessionId":"peer-1"}"#])
    #expect(
      says(Self.entry(.socketIO)) == [
        "40",
        #"42["join_room",{"room_name":"load-3","peer_id":"peer-1","username":"peer-1"}]"#,
      ])
    #expect(says(Self.entry(.native)).isEmpty)
  }

  @Test func theHubNamesNativeAndDysonNetworkClients() {
    #expect(Self.entry(.native).id == nil)
    #expect(Self.entry(.dysonNetwork).id == nil)
    for dialect: Dialect in [.serverpod, .nodeWS, .socketIO] {
      #expect(Self.entry(dialect).id == "peer-1")
    }
    #expect(Self.entry(.bare).id == "")
  }
}
