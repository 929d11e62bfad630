import HTTPCore
import Signaling
import Testing

@testable import Endpoints

@Suite struct RoomEndpointsJoinTests {
  @Test(arguments: ["", "{}", #"{"roomId":null}"#])
  func aJoinWithoutARoomGetsOne(body: String) throws {
    let desk = Desk.make()
    let response = desk.post("/api/rooms/join", body)
    #expect(response.status == .ok)
    #expect(response["Content-Type"] == "application/json")
    let joined = try Joined(response)
    #expect(joined.room.wholeMatch(of: /[0-9A-Za-z]{6}/) != nil)
    #expect(desk.hub.clients(in: RoomID(joined.room)!).map(\.rawValue) == [joined.client])
  }

  @Test func aJoinNamesItsRoomAndTellsWhereToConnect() throws {
    let desk = Desk.make()
    let joined = try Joined(
      desk.post("/api/rooms/join", #"{"roomId":"röm 1&"}"#, [("Host", "hub.example:1337")]))
    #expect(joined.room == "röm 1&")
    #expect(
      joined.url == "ws://hub.example:1337/ws?roomId=r%C3%B6m%201%26&clientId=\(joined.client)"
        + "&token=\(joined.token)")
  }

  @Test func withoutAHostFieldTheAddressIsLocal() throws {
    #expect(try Desk.make().join().url.hasPrefix("ws://localhost/ws?roomId=room&clientId="))
  }

  @Test func behindATrustedTLSProxyTheAddressIsEncrypted() throws {
    let desk = Desk.make(trusting: ["10.0.0.0/8"])
    let headers = [(name: "Host", value: "hub.example"), ("X-Forwarded-Proto", "https")]
    #expect(
      try Joined(desk.post("/api/rooms/join", "", headers, from: "10.0.0.1")).url
        .hasPrefix("wss://hub.example/ws?"))
    #expect(
      try Joined(desk.post("/api/rooms/join", "", headers, from: "192.0.2.1")).url
        .hasPrefix("ws://hub.example/ws?"))
  }

  @Test func theRoomIsEscapedInTheAnswer() {
    let response = Desk.make().post("/api/rooms/join", #"{"roomId":"a\"b\\"}"#)
    #expect(response.text.hasPrefix(#"{"roomId":"a\"b\\","ClientId":""#))
  }

  @Test func theProfileIsKeptForThePeers() throws {
    let desk = Desk.make()
    desk.set(seconds: 1)
    let joined = try desk.join(#"{"roomId":"r","name":"Ada","metadata":{"a": 1}}"#)
    let ticket = try desk.hub.claim(
      ClientID(joined.client)!, in: RoomID("r")!, token: Token(presented: joined.token),
      from: AddressKey(high: 0, low: 0), at: desk.now
    ).ticket
    let peer = desk.hub.attach(ticket, to: ConnectionID(rawValue: 1), at: desk.now)?.peer
    #expect(
      peer?.profile == Profile(name: "Ada", metadata: Array(#"{"a": 1}"#.utf8)))
    #expect(peer?.joinedAt == 1000)
  }

  @Test(arguments: [
    (
      "[]",
      #"{"error":"Invalid payload: byte 0: the text is not a JSON object; start it with an opening brace"}"#
    ),
    (#"{"roomId":7}"#, #"{"error":"Invalid payload: roomId must be a string"}"#),
    (
      #"{"roomId":""}"#,
      #"{"error":"Invalid payload: roomId must have 1 to 128 bytes, no control characters"}"#
    ),
    (#"{"roomId":"a","roomid":"b"}"#, #"{"error":"Invalid payload: roomId occurs twice"}"#),
  ])
  func aBadBodyIsRefusedInWords(body: String, answer: String) {
    let desk = Desk.make()
    let response = desk.post("/api/rooms/join", body)
    #expect(response.status == .badRequest)
    #expect(response["Content-Type"] == "application/json")
    #expect(response.text == answer)
    #expect(desk.hub.roomCount == 0)
  }

  @Test(arguments: [
    nil, "application/json", "application/json; charset=utf-8", "Application/JSON;charset=utf-8",
    "application/x-www-form-urlencoded", "application/json ;x=y",
  ])
  func theseMediaTypesAreTakenForJSON(type: String?) {
    let headers = type.map { [(name: "Content-Type", value: $0)] } ?? []
    #expect(Desk.make().post("/api/rooms/join", "{}", headers).status == .ok)
  }

  @Test(arguments: ["text/plain", "application/xml", "multipart/form-data; boundary=x", "", "json"])
  func otherMediaTypesAreRefused(type: String) {
    for path in ["/api/rooms/join", "/api/rooms/leave"] {
      let response = Desk.make().post(path, "{}", [("Content-Type", type)])
      #expect(response.status == .unsupportedMediaType)
      #expect(response.text == #"{"error":"the body must be application/json"}"#)
    }
  }

  /// String compares such text in time quadratic in its marks: 20 ms and more for 8 KiB.
  @Test func textOfCombiningMarksIsAnsweredAsFastAsOther() {
    let marks = String(repeating: "\u{301}\u{323}", count: 1900)
    let escaped = String(repeating: "%CC%81%CC%A3", count: 320)
    let desk = Desk.make(trusting: ["127.0.0.1/32"])
    let requests: [Request] = [
      .make(.post, "/api/rooms/join", [("Content-Type", marks)], body: "{}"),
      .make(.get, "/\(escaped)"), .make(.options, "/\(escaped)"),
      .make(.get, "/api/rooms/stats?\(escaped)=x"),
      .make(.get, "/ws?\(escaped)=x", Request.handshake),
      .make(.get, "/ws", Request.handshake.dropLast(2) + [("Sec-WebSocket-Version", marks)]),
      .make(
        .post, "/api/rooms/join", [("X-Forwarded-For", marks), ("X-Forwarded-Proto", marks)],
        body: "{}"),
      .make(.get, "/livez", [("Origin", marks)]),
    ]
    for request in requests {
      let fastest = (0..<5).map { _ in
        ContinuousClock().measure { _ = desk.respond(to: request) }
      }.min()
      #expect(fastest ?? .zero < .milliseconds(10), "\(request.target.prefix(40))")
    }
  }

  @Test func withoutABodyTheMediaTypeDoesNotMatter() {
    #expect(
      Desk.make().post("/api/rooms/join", "", [("Content-Type", "text/plain")]).status == .ok)
  }

  @Test func aRoomFullOfSeatsIsRefusedWithTheTimeToTheNext() throws {
    let desk = Desk.make(roomCapacity: 2)
    _ = try desk.join()
    desk.set(seconds: 10.5)
    _ = try desk.join()
    let response = desk.post("/api/rooms/join", #"{"roomId":"room"}"#)
    #expect(response.status == .conflict)
    #expect(
      response.text
        == #"{"error":"the room is full: 2 clients have joined and not yet connected"}"#)
    #expect(response["Retry-After"] == "110")
    #expect(desk.refused == ["seats_taken": 1])
  }

  @Test func aRoomFullOfClientsIsRefused() throws {
    let desk = Desk.make(roomCapacity: 1)
    #expect(desk.openSocket("?roomId=room").status == .switchingProtocols)
    let response = desk.post("/api/rooms/join", #"{"roomId":"room"}"#)
    #expect(response.status == .conflict)
    #expect(response.text == #"{"error":"the room is full: it holds 1 clients"}"#)
    #expect(response["Retry-After"] == nil)
    #expect(desk.refused == ["room_full": 1])
  }

  @Test func eachLimitIsAnswered() throws {
    let tooMany = Desk.make(limits: .make(clients: 1))
    _ = try tooMany.join()
    var response = tooMany.post("/api/rooms/join", "")
    #expect(response.status == .serviceUnavailable)
    #expect(response["Retry-After"] == "10")
    #expect(response.text == #"{"error":"the hub is full: it holds 1 clients"}"#)

    let crowded = Desk.make(limits: .make(clientsPerAddress: 1))
    _ = try crowded.join()
    response = crowded.post("/api/rooms/join", "")
    #expect(response.status == .tooManyRequests)
    #expect(response["Retry-After"] == "10")
    #expect(response.text == #"{"error":"too many clients from this address: at most 1"}"#)

    let hasty = Desk.make(limits: .make(joins: Rate(perSecond: 0.25, burst: 1)))
    _ = try hasty.join()
    response = hasty.post("/api/rooms/join", "")
    #expect(response.status == .tooManyRequests)
    #expect(response["Retry-After"] == "4")
    #expect(response.text == #"{"error":"too many joins from this address"}"#)
    #expect(hasty.post("/api/rooms/join", "", from: "192.0.2.2").status == .ok)

    let draining = Desk.make()
    draining.hub.startDraining()
    response = draining.post("/api/rooms/join", "")
    #expect(response.status == .serviceUnavailable)
    #expect(response["Retry-After"] == "5")
    #expect(response.text == #"{"error":"the hub is stopping"}"#)
  }

  @Test func ipv6SubscribersAreLimitedByNetwork() throws {
    let desk = Desk.make(limits: .make(joins: Rate(perSecond: 1, burst: 1)))
    #expect(desk.post("/api/rooms/join", "", from: "2001:db8::1").status == .ok)
    #expect(desk.post("/api/rooms/join", "", from: "2001:db8::2").status == .tooManyRequests)
    #expect(desk.post("/api/rooms/join", "", from: "2001:db8:0:1::1").status == .ok)
  }

  @Test func aSpoofedForwardedFieldDoesNotEscapeTheLimit() throws {
    let desk = Desk.make(
      limits: .make(joins: Rate(perSecond: 1, burst: 1)), trusting: ["10.0.0.1/32"])
    func join(_ forwarded: String, from remote: String) -> Status {
      desk.post("/api/rooms/join", "", [("X-Forwarded-For", forwarded)], from: remote).status
    }
    #expect(join("203.0.113.1", from: "192.0.2.1") == .ok)
    #expect(join("203.0.113.2", from: "192.0.2.1") == .tooManyRequests)
    #expect(join("203.0.113.1, 198.51.100.7", from: "10.0.0.1") == .ok)
    #expect(join("203.0.113.2, 198.51.100.7", from: "10.0.0.1") == .tooManyRequests)
    #expect(join("198.51.100.8", from: "10.0.0.1") == .ok)
  }
}

@Suite struct RoomEndpointsLeaveTests {
  @Test func aSeatLeavesByItsName() throws {
    let desk = Desk.make()
    let joined = try desk.join()
    let response = desk.post(
      "/api/rooms/leave", #"{"roomId":"room","ClientId":"\#(joined.client)"}"#)
    #expect(response.status == .ok)
    #expect(response["Content-Type"] == "application/json")
    #expect(
      response.text == #"{"roomId":"room","ClientId":"\#(joined.client)","status":"left"}"#)
    #expect(desk.hub.roomCount == 0)
    #expect(desk.departures.map(\.clientID.rawValue) == [joined.client])
    #expect(desk.departures.map(\.connection) == [nil])
  }

  @Test func aBoundClientLeavesWithItsTokenAndTheRelayIsTold() throws {
    let desk = Desk.make()
    let joined = try desk.join()
    let ticket = try #require(desk.adopt(joined.query))
    let connection = ConnectionID(rawValue: 9)
    _ = desk.hub.attach(ticket, to: connection, at: desk.now)
    func leave(_ token: String) -> Response {
      desk.post(
        "/api/rooms/leave", #"{"roomId":"room","clientid":"\#(joined.client)"\#(token)}"#)
    }
    #expect(leave("").status == .forbidden)
    #expect(
      leave("").text
        == #"{"error":"this client's token is needed: the one its join answered with"}"#)
    #expect(leave(#","token":"x""#).status == .forbidden)
    #expect(
      leave(#","token":"x""#).text
        == #"{"error":"wrong token: it must be the one this client's join answered with"}"#)
    #expect(desk.departures.isEmpty)
    #expect(leave(#","token":"\#(joined.token)""#).status == .ok)
    #expect(desk.departures.map(\.connection) == [connection])
    #expect(desk.refused == ["token_missing": 2, "wrong_token": 2])
  }

  @Test func whoIsNotThereIsNotFound() {
    let desk = Desk.make()
    let response = desk.post("/api/rooms/leave", #"{"roomId":"r","ClientId":"c"}"#)
    #expect(response.status == .notFound)
    #expect(response.text == #"{"error":"Client not found in room"}"#)
    #expect(desk.refused == ["client_not_found": 1])
  }

  @Test(arguments: [
    "", "{}", #"{"roomId":"r"}"#, #"{"ClientId":"c"}"#, #"{"roomId":"r","ClientId":null}"#,
  ])
  func bothNamesAreNeeded(body: String) {
    let response = Desk.make().post("/api/rooms/leave", body)
    #expect(response.status == .badRequest)
    #expect(
      response.text == #"{"error":"Invalid request payload: roomId and ClientId are needed"}"#)
  }

  @Test func aBadBodyIsRefusedInWords() {
    let response = Desk.make().post("/api/rooms/leave", #"{"roomId":"r","ClientId":7}"#)
    #expect(response.status == .badRequest)
    #expect(response.text == #"{"error":"Invalid request payload: ClientId must be a string"}"#)
  }
}

@Suite struct RoomEndpointsStatsTests {
  @Test(arguments: ["/api/rooms/stats", "/api/rooms/stats?roomId="])
  func anEmptyHubHasEmptyLists(target: String) {
    let response = Desk.make().get(target)
    #expect(response.status == .ok)
    #expect(response["Content-Type"] == "application/json")
    #expect(response.text == #"{"totalRooms":0,"rooms":[]}"#)
  }

  @Test func roomsAreSortedAndCounted() throws {
    let desk = Desk.make()
    let b = try desk.join(#"{"roomId":"b\""}"#)
    let a = [try desk.join(#"{"roomId":"a"}"#), try desk.join(#"{"roomId":"a"}"#)]
    #expect(
      desk.get("/api/rooms/stats").text
        == #"{"totalRooms":2,"rooms":[{"roomId":"a","clients":["\#(a[0].client)","\#(a[1].client)"]},"#
        + #"{"roomId":"b\"","clients":["\#(b.client)"]}]}"#)
  }

  @Test func oneRoomIsAskedForByItsName() throws {
    let desk = Desk.make()
    let joined = try desk.join(#"{"roomId":"a b"}"#)
    for query in ["a%20b", "a+b"] {
      #expect(
        desk.get("/api/rooms/stats?roomId=\(query)").text
          == #"{"roomId":"a b","clients":["\#(joined.client)"]}"#)
    }
  }

  @Test func aRoomNobodyIsInIsAnEmptyRoom() {
    let response = Desk.make().get("/api/rooms/stats?roomId=none")
    #expect(response.status == .ok)
    #expect(response.text == #"{"roomId":"none","clients":[]}"#)
  }

  @Test func aNameThatNoRoomCanHaveIsRefused() {
    let response = Desk.make().get("/api/rooms/stats?roomId=" + String(repeating: "x", count: 129))
    #expect(response.status == .badRequest)
    #expect(
      response.text == #"{"error":"roomId must have 1 to 128 bytes, no control characters"}"#)
  }

  @Test func statsShowNoToken() throws {
    let desk = Desk.make()
    let joined = try desk.join()
    #expect(!desk.get("/api/rooms/stats").text.contains(joined.token))
  }
}

@Suite struct RoomEndpointsChatTests {
  private static let bearers = [
    "member": Identity.make("ada", rooms: .only(["x"])), "other": .make("bob", rooms: .only([])),
  ]

  private static func join(
    _ desk: Desk, _ target: String = "/api/rooms/join", token: String? = nil,
    room: String = "chat/x"
  ) async -> Response {
    let headers = token.map { [(name: "Authorization", value: "Bearer " + $0)] } ?? []
    return await desk.answer(
      to: .make(.post, target, headers, body: #"{"roomId":"\#(room)","name":"Ada"}"#))
  }

  @Test func aMemberGetsASeatByHeaderOrQuery() async throws {
    let desk = Desk.make(bearers: Self.bearers)
    let joined = try Joined(await Self.join(desk, token: "member"))
    #expect(joined.room == "chat/x")
    _ = try Joined(await Self.join(desk, "/api/rooms/join?access_token=member"))
    let peers = try #require(desk.hub.snapshot(RoomID("chat/x")!)).members.map(\.peer)
    #expect(peers.map(\.profile.account?.id) == ["ada", "ada"])
    #expect(peers.map(\.profile.name) == ["Ada", "Ada"])
  }

  @Test func othersGetNone() async {
    let desk = Desk.make(bearers: Self.bearers)
    #expect(await Self.join(desk).status == .unauthorized)
    #expect(await Self.join(desk, token: "forged").status == .unauthorized)
    #expect(await Self.join(desk, token: "other").status == .forbidden)
    let both = await Self.join(desk, "/api/rooms/join?access_token=member", token: "member")
    #expect(both.status == .badRequest)
    #expect(desk.hub.roomCount == 0)
  }

  @Test func aBadBodyIsRefusedBeforeTheTokenIsLookedAt() {
    let desk = Desk.make(bearers: Self.bearers)
    let response = desk.post("/api/rooms/join?access_token=forged", "[]")
    #expect(response.status == .badRequest)
    #expect(desk.refused == [:])
  }

  @Test func inAnOpenRoomATokenTellsWhoOneIs() async throws {
    let desk = Desk.make(bearers: Self.bearers)
    _ = try Joined(await Self.join(desk, token: "other", room: "open"))
    let peers = try #require(desk.hub.snapshot(RoomID("open")!)).members.map(\.peer)
    #expect(peers.map(\.profile.account?.id) == ["bob"])
  }
}
