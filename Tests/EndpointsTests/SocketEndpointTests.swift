import HTTPCore
import Signaling
import Testing

@testable import Endpoints

@Suite struct SocketEndpointTests {
  /// The handshake without a field, or with another value for it.
  private static func handshake(
    _ name: String, _ value: String?
  ) -> [(name: String, value: String)] {
    Request.handshake.compactMap { field in
      field.name != name ? field : value.map { (name: name, value: $0) }
    }
  }

  @Test(arguments: ["", "?roomId=room", "?roomId=room&name=Ada&metadata=%7B%7D", "?x=y"])
  func anUpgradeWithoutAClientEnters(query: String) {
    let desk = Desk.make()
    let response = desk.openSocket(query)
    #expect(response.status == .switchingProtocols)
    #expect(
      response.headers.map { "\($0.name): \($0.value)" } == [
        "Upgrade: websocket", "Connection: Upgrade",
        "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=",
      ])
    #expect(desk.hub.admission.connections == 1)
    #expect(desk.hub.admission.clients == 1)
    #expect(desk.hub.roomCount == 1)
  }

  @Test func anUpgradeWithATokenBindsTheClientOfTheJoin() throws {
    let desk = Desk.make()
    let joined = try desk.join()
    let response = desk.openSocket(joined.query)
    #expect(response.status == .switchingProtocols)
    #expect(response["Sec-WebSocket-Protocol"] == nil)
    #expect(desk.hub.admission.clients == 1)
  }

  @Test(arguments: [
    "hub.v1, hub.token.", "hub.token.|,hub.v1", "other, hub.v1 , hub.token.",
  ])
  func theTokenMayTravelAsASubprotocol(offer: String) throws {
    let desk = Desk.make()
    let joined = try desk.join()
    let value =
      offer.replacing("hub.token.|", with: "hub.token.\(joined.token)")
      .replacing(/hub\.token\.$/, with: "hub.token.\(joined.token)")
    let response = desk.openSocket(
      "?roomId=room&clientId=\(joined.client)", [("Sec-WebSocket-Protocol", value)])
    #expect(response.status == .switchingProtocols, "\(value): \(response.text)")
    #expect(response["Sec-WebSocket-Protocol"] == "hub.v1")
  }

  @Test func theAnswerRepeatsNoToken() throws {
    let desk = Desk.make()
    let joined = try desk.join()
    let response = desk.openSocket(
      "?roomId=room&clientId=\(joined.client)",
      [("Sec-WebSocket-Protocol", "hub.v1, hub.token.\(joined.token)")])
    #expect(!response.headers.contains { $0.value.contains(joined.token) })
  }

  @Test(
    arguments: [
      ("Upgrade", nil, 426, "websocket", "13"), ("Upgrade", "h2c", 426, "websocket", "13"),
      ("Connection", nil, 426, "websocket", "13"),
      ("Connection", "keep-alive", 426, "websocket", "13"),
      ("Sec-WebSocket-Version", "8", 426, "websocket", "13"),
      ("Sec-WebSocket-Version", nil, 426, "websocket", "13"),
      ("Sec-WebSocket-Key", nil, 400, nil, nil), ("Sec-WebSocket-Key", "short", 400, nil, nil),
      ("Host", nil, 400, nil, nil), ("Host", "", 400, nil, nil),
    ] as [(String, String?, Int, String?, String?)])
  func aBadHandshakeIsRefusedBeforeTheUpgrade(
    field: String, value: String?, status: Int, upgrade: String?, version: String?
  ) {
    let desk = Desk.make()
    let response = desk.respond(to: .make(.get, "/ws", Self.handshake(field, value)))
    #expect(response.status.rawValue == status)
    #expect(response["Upgrade"] == upgrade)
    #expect(response["Sec-WebSocket-Version"] == version)
    #expect(response["Content-Type"] == "application/json")
    #expect(response.text.hasPrefix(#"{"error":""#) && response.text.hasSuffix(#""}"#))
    desk.expectUntouched()
    #expect(desk.refused == ["handshake": 1])
  }

  @Test(arguments: [.post, .put, .delete, .patch, .head] as [HTTPCore.Method])
  func otherMethodsAreNotAllowed(method: HTTPCore.Method) {
    let desk = Desk.make()
    let response = desk.respond(to: .make(method, "/ws", Request.handshake))
    #expect(response.status == .methodNotAllowed)
    #expect(response["Allow"]?.contains("GET") == true)
    desk.expectUntouched()
  }

  @Test(arguments: [
    ("?roomId=", "roomId must have 1 to 128 bytes, no control characters"),
    ("?clientId=c", "a clientId needs the roomId that it belongs to"),
    ("?token=t", "a token needs the clientId that it belongs to"),
    ("?roomId=a&roomId=b", "roomId occurs twice in the query"),
    ("?metadata=1", "metadata must be a JSON object of at most 2048 bytes"),
  ])
  func badParametersAreRefusedInWords(query: String, message: String) {
    let desk = Desk.make()
    let response = desk.openSocket(query)
    #expect(response.status == .badRequest)
    #expect(response.text == #"{"error":"\#(message)"}"#)
    desk.expectUntouched()
    #expect(desk.refused == ["parameters": 1])
  }

  @Test(arguments: ["chat", "hub.v2, hub.token", "HUB.V1"])
  func ofOtherSubprotocolsNoneIsChosen(offer: String) {
    // RFC 6455 4.2.2: "the absence of such a field" says so; the client decides what follows.
    let response = Desk.make().openSocket("", [("Sec-WebSocket-Protocol", offer)])
    #expect(response.status == .switchingProtocols)
    #expect(response["Sec-WebSocket-Protocol"] == nil)
  }

  @Test(arguments: [
    ("https://evil.example", 403), ("null", 403), ("http://hub.example.evil.example", 403),
    ("http://hub.example:81", 403), ("http://hub.example", 101), ("https://hub.example:80", 101),
    ("https://app.example", 101), ("http://app.example", 403),
  ])
  func pagesOfOtherOriginsAreRefused(origin: String, status: Int) {
    let desk = Desk.make(origins: ["https://app.example"])
    let fields = Self.handshake("Host", "hub.example:80") + [("Origin", origin)]
    let response = desk.respond(to: .make(.get, "/ws", fields))
    #expect(response.status.rawValue == status)
    if status == 403 {
      #expect(
        response.text
          == #"{"error":"pages of this origin may not connect; start the hub with --allow-origin"}"#
      )
      desk.expectUntouched()
      #expect(desk.refused == ["origin": 1])
    }
  }

  @Test func twoOriginFieldsAreNoOrigin() {
    let desk = Desk.make(origins: ["https://app.example"])
    let response = desk.openSocket(
      "", [("Origin", "https://app.example"), ("Origin", "https://evil.example")])
    #expect(response.status == .forbidden)
  }

  @Test func aSwitchOfProtocolsCarriesNoFieldsOfCORS() {
    let desk = Desk.make(origins: ["https://app.example"])
    let response = desk.openSocket("", [("Origin", "https://app.example")])
    #expect(response.status == .switchingProtocols)
    #expect(!response.headers.contains { $0.name.hasPrefix("Access-Control") })
  }

  @Test func aMissingAWrongAndAnUnknownTokenOrClientAreRefused() throws {
    let desk = Desk.make()
    let joined = try desk.join()
    for (query, status, message) in [
      (
        "?roomId=room&clientId=\(joined.client)", Status.forbidden,
        "this client's token is needed: the one its join answered with"
      ),
      (
        "?roomId=room&clientId=\(joined.client)&token=", .forbidden,
        "wrong token: it must be the one this client's join answered with"
      ),
      (
        "?roomId=room&clientId=\(joined.client)&token=x", .forbidden,
        "wrong token: it must be the one this client's join answered with"
      ),
      ("?roomId=room&clientId=nobody&token=x", .notFound, "Client not found in room"),
      (
        "?roomId=other&clientId=\(joined.client)&token=\(joined.token)", .notFound,
        "Client not found in room"
      ),
    ] {
      let response = desk.openSocket(query)
      #expect(response.status == status)
      #expect(response.text == #"{"error":"\#(message)"}"#)
      #expect(desk.hub.admission.connections == 0)
    }
    #expect(desk.refused == ["token_missing": 1, "wrong_token": 2, "client_not_found": 2])
    #expect(desk.openSocket(joined.query).status == .switchingProtocols)
  }

  @Test func aSecondBindIsAConflict() throws {
    let desk = Desk.make()
    let joined = try desk.join()
    _ = desk.openSocket(joined.query)
    let response = desk.openSocket(joined.query)
    #expect(response.status == .conflict)
    #expect(response.text.contains("another handshake is binding this client at this moment"))
    #expect(desk.hub.admission.connections == 1)
  }

  @Test func tooManyWrongTokensHaveToWait() throws {
    let desk = Desk.make(limits: .make(failedBinds: Rate(perSecond: 1.0 / 6, burst: 1)))
    let joined = try desk.join()
    _ = desk.openSocket("?roomId=room&clientId=\(joined.client)&token=x")
    let response = desk.openSocket(joined.query)
    #expect(response.status == .tooManyRequests)
    #expect(response["Retry-After"] == "6")
    #expect(response.text == #"{"error":"too many wrong tokens from this address"}"#)
    desk.set(seconds: 6)
    #expect(desk.openSocket(joined.query).status == .switchingProtocols)
  }

  @Test func aFullRoomIsAConflict() {
    let desk = Desk.make(roomCapacity: 1)
    _ = desk.openSocket("?roomId=room")
    let response = desk.openSocket("?roomId=room")
    #expect(response.status == .conflict)
    #expect(desk.hub.admission.connections == 1)
    #expect(desk.hub.admission.clients == 1)
  }

  @Test func withoutADescriptorLeftNobodyIsUpgraded() {
    let desk = Desk.make(limits: .make(connections: 1))
    _ = desk.openSocket()
    let response = desk.openSocket()
    #expect(response.status == .serviceUnavailable)
    #expect(response["Retry-After"] == "5")
    #expect(
      response.text
        == #"{"error":"the hub has no file descriptor left for another connection"}"#)
    #expect(desk.hub.admission.connections == 1)
    #expect(desk.hub.admission.clients == 1)
    #expect(desk.refused == ["no_descriptors": 1])
  }

  @Test func aDrainingHubUpgradesNobody() throws {
    let desk = Desk.make()
    let joined = try desk.join()
    desk.hub.startDraining()
    for query in ["", joined.query] {
      let response = desk.openSocket(query)
      #expect(response.status == .serviceUnavailable)
      #expect(response["Retry-After"] == "5")
    }
    #expect(desk.hub.admission.connections == 0)
  }

  @Test func anAbandonedUpgradeGivesBackOneDescriptorAndTheSeat() throws {
    let desk = Desk.make()
    _ = desk.openSocket("?roomId=other")
    let joined = try desk.join()
    let upgrade = try #require(desk.openSocket(joined.query).upgrade)
    #expect(desk.hub.admission.connections == 2)
    upgrade.abandon()
    #expect(desk.hub.admission.connections == 1)
    #expect(desk.hub.admission.clients == 2)
    #expect(desk.adopted.isEmpty)
    #expect(desk.openSocket(joined.query).status == .switchingProtocols)
  }

  @Test func anAbandonedEntranceLeavesNobodyBehind() throws {
    let desk = Desk.make()
    try #require(desk.openSocket().upgrade).abandon()
    desk.expectUntouched()
  }

  @Test func anUpgradeAbandonedAfterItsSeatIsOverLeavesNobodyBehind() throws {
    let desk = Desk.make()
    let upgrade = try #require(desk.openSocket(try desk.join().query).upgrade)
    desk.set(seconds: 120)
    upgrade.abandon()
    desk.expectUntouched()
  }

  @Test func anAdoptedUpgradeHandsOnTheSocketAndKeepsTheDescriptorCounted() throws {
    let desk = Desk.make()
    let joined = try desk.join()
    let upgrade = try #require(desk.openSocket(joined.query).upgrade)
    upgrade.adopt(
      HandedOffSocket(descriptor: 42, received: [1, 2], remote: IPAddress("192.0.2.7")!))
    let adopted = try #require(desk.adopted.first)
    #expect(desk.adopted.count == 1)
    #expect(adopted.socket.descriptor == 42)
    #expect(adopted.socket.received == [1, 2])
    #expect(adopted.entrance.ticket?.clientID.rawValue == joined.client)
    #expect(adopted.entrance.ticket?.token.secret == joined.token)
    #expect(desk.hub.admission.connections == 1)
    // The relay gives it back with the connection.
    desk.hub.admission.connectionClosed()
    #expect(desk.hub.admission.connections == 0)
  }
}

extension Desk {
  /// Nobody is in, and no descriptor is taken.
  fileprivate func expectUntouched(sourceLocation: SourceLocation = #_sourceLocation) {
    #expect(hub.admission.connections == 0, sourceLocation: sourceLocation)
    #expect(hub.admission.clients == 0, sourceLocation: sourceLocation)
    #expect(hub.roomCount == 0, sourceLocation: sourceLocation)
  }
}
