import HTTPCore
import Signaling
import Testing

@testable import Endpoints

@Suite struct DysonNetworkEndpointTests {
  private static let bearers = [
    "member": Identity.make("a", rooms: .only(["c1"])), "all": .make("b"),
  ]

  private func open(
    _ desk: Desk, _ target: String = "/api/chat/realtime/c1", token: String? = "member",
    _ headers: [(name: String, value: String)] = Request.handshake
  ) async -> Response {
    let token = token.map { [(name: "Authorization", value: "Bearer \($0)")] } ?? []
    return await desk.answer(to: .make(.get, target, headers + token))
  }

  @Test(arguments: ["/api/chat/realtime/c1", "/sphere/chat/realtime/c1"])
  func aMemberEntersTheChatsRoom(path: String) async throws {
    let desk = Desk.make(bearers: Self.bearers)
    let response = await open(desk, path)
    #expect(response.status == .switchingProtocols)
    let snapshot = try #require(desk.hub.snapshot(RoomID("chat/c1")!))
    #expect(snapshot.members.map(\.peer.profile.account?.id) == ["a"])
    #expect(snapshot.members.map(\.peer.dialect) == [.dysonNetwork])
  }

  @Test(arguments: [
    ("", Dialect.dysonNetwork), ("?packetType=webrtc.signal", .dysonNetwork),
    ("?packetType=signaling", .dysonNetworkGuide),
  ])
  func thePacketTypeIsTheClientsChoice(query: String, dialect: Dialect) async {
    let desk = Desk.make(bearers: Self.bearers)
    _ = await open(desk, "/api/chat/realtime/c1" + query)
    #expect(desk.hub.snapshots().flatMap(\.members).map(\.peer.dialect) == [dialect])
  }

  @Test(arguments: [
    "/api/chat/realtime/c1?packetType=other",
    "/api/chat/realtime/c1?packetType=signaling&packetType=signaling",
    "/api/chat/realtime/" + String(repeating: "c", count: 124),
  ])
  func aWrongParameterIsRefused(target: String) async {
    let desk = Desk.make(bearers: Self.bearers)
    let response = await open(desk, target)
    #expect(response.status == .badRequest)
    desk.expectNobody()
    #expect(desk.refused == ["parameters": 1])
  }

  @Test func whoAsksComesBeforeWhetherAsAMemberAndThatBeforeHow() async {
    let plain: [(name: String, value: String)] = [("Host", "hub.example")]
    for (token, chat, headers, status) in [
      (nil, "c1", plain, Status.unauthorized), ("wrong", "c1", plain, .unauthorized),
      ("member", "c2", plain, .forbidden), ("member", "c1", plain, .badRequest),
      (nil, "c1", Request.handshake, .unauthorized),
      ("member", "c2", Request.handshake, .forbidden),
      ("all", "c2", Request.handshake, .switchingProtocols),
    ] as [(String?, String, [(name: String, value: String)], Status)] {
      let desk = Desk.make(bearers: Self.bearers)
      let response = await open(desk, "/api/chat/realtime/" + chat, token: token, headers)
      #expect(response.status == status, "\(token ?? "none") \(chat)")
      #expect((response["WWW-Authenticate"] != nil) == (status == .unauthorized))
      if status != .switchingProtocols { desk.expectNobody() }
    }
  }

  @Test func withoutAKeyNobodyIsAMember() async {
    let desk = Desk.make()
    #expect(await open(desk).status == .unauthorized)
    #expect(desk.advices == 1)
  }

  @Test func aPageOfAnotherOriginIsRefused() async {
    let desk = Desk.make(bearers: Self.bearers)
    let headers = Request.handshake + [(name: "Origin", value: "https://evil.example")]
    #expect(await open(desk, "/api/chat/realtime/c1", headers).status == .forbidden)
    desk.expectNobody()
  }

  @Test func theTokenMayBeASubprotocolAndIsNotRepeated() async {
    let desk = Desk.make(bearers: Self.bearers)
    let headers =
      Request.handshake
      + [(name: "Sec-WebSocket-Protocol", value: "access_token.member, dyson")]
    let response = await open(desk, "/api/chat/realtime/c1", token: nil, headers)
    #expect(response.status == .switchingProtocols)
    #expect(response["Sec-WebSocket-Protocol"] == "dyson")
  }
}
