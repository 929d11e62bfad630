import Dialects
import HTTPCore
import Signaling
import Testing

@testable import Endpoints

@Suite struct SocketIOEndpointTests {
  private static let polling = "/socket.io/?EIO=4&transport=polling"
  private static let socket = "/socket.io/?EIO=4&transport=websocket"

  @Test(arguments: ["/socket.io/", "/socket.io"])
  func aClientThatPollsIsCountedAndOpened(path: String) async {
    let desk = Desk.make()
    let response = await desk.answer(to: .make(.get, path + "?EIO=4&transport=polling"))
    #expect(response.status == .ok)
    #expect(response.text == "ok")
    #expect(response["Content-Type"] == "text/plain; charset=UTF-8")
    #expect(response["Cache-Control"] == "no-store")
    #expect(desk.calls == ["open socketio"])
    #expect(desk.hub.admission.clients == 1)
    #expect(desk.hub.admission.connections == 0)
  }

  @Test func aRequestThatEndsBeforeItsAnswerIsNotCounted() {
    let desk = Desk.make()
    #expect(desk.get(Self.polling).isLater)
    desk.expectNobody()
    #expect(desk.calls == [])
  }

  @Test func pollsAndPostsGoToTheSession() async {
    let desk = Desk.make()
    let poll = await desk.answer(to: .make(.get, Self.polling + "&sid=abc"))
    #expect(poll.text == "ok")
    let post = await desk.answer(to: .make(.post, Self.polling + "&sid=abc", body: "40"))
    #expect(post.text == "ok")
    #expect(desk.calls == ["poll abc", "post abc 40"])
  }

  @Test(arguments: [
    ("", 0, "Transport unknown"), ("?EIO=4", 0, "Transport unknown"),
    ("?EIO=4&transport=flash", 0, "Transport unknown"),
    ("?EIO=3&transport=polling", 5, "Unsupported protocol version"),
    ("?transport=polling", 5, "Unsupported protocol version"),
    ("?EIO=4&transport=websocket", 3, "Bad request"),
    ("?EIO=4&transport=polling&j=0", 3, "Bad request"),
    ("?EIO=4&transport=polling&sid=", 1, "Session ID unknown"),
  ])
  func whatIsWrongIsSaidInTheWordsOfEngineIO(query: String, code: Int, message: String) async {
    let desk = Desk.make()
    let response = await desk.answer(to: .make(.get, "/socket.io/" + query))
    #expect(response.status == .badRequest)
    #expect(response.text == #"{"code":\#(code),"message":"\#(message)"}"#)
    desk.expectNobody()
    #expect(desk.refused == ["engine": 1])
  }

  @Test func aSessionIsNotOpenedByAPost() async {
    let response = await Desk.make().answer(to: .make(.post, Self.polling, body: "40"))
    #expect(response.status == .badRequest)
    #expect(response.text == #"{"code":2,"message":"Bad handshake method"}"#)
  }

  @Test(arguments: EngineFailure.allCases)
  func whatTheSessionRefusesIsAnsweredInItsWords(failure: EngineFailure) async {
    let desk = Desk.make()
    desk.change { $0.sessionReply = .failure(failure) }
    for request in [
      Request.make(.get, Self.polling + "&sid=x"), .make(.post, Self.polling + "&sid=x"),
      .make(.get, Self.socket + "&sid=x", Request.handshake),
    ] {
      let response = await desk.answer(to: request)
      #expect(response.status.rawValue == failure.status)
      #expect(response.text == String(decoding: failure.body, as: UTF8.self))
    }
    desk.expectNobody()
    #expect(desk.refused == ["engine": 3])
  }

  @Test func aWebSocketOpensASessionAsAGuest() throws {
    let desk = Desk.make()
    let response = desk.get(Self.socket, Request.handshake)
    #expect(response.status == .switchingProtocols)
    #expect(desk.hub.admission.clients == 1)
    try #require(response.upgrade).abandon()
    desk.expectNobody()
  }

  @Test func aWebSocketOfASessionTakesADescriptorAndNoPlace() async throws {
    let desk = Desk.make()
    let response = await desk.answer(
      to: .make(.get, Self.socket + "&sid=abc", Request.handshake))
    #expect(response.status == .switchingProtocols)
    #expect(desk.calls == ["upgrade abc"])
    #expect(desk.hub.admission.clients == 0)
    #expect(desk.hub.admission.connections == 1)
    let upgrade = try #require(response.upgrade)
    upgrade.adopt(HandedOffSocket(descriptor: -1, received: [], remote: .loopback))
    guard case .upgrade("abc") = desk.adopted.first?.entrance else {
      Issue.record("no upgrade")
      return
    }
    desk.hub.admission.connectionClosed()
  }

  @Test func anAbandonedUpgradeGivesItsDescriptorBack() async throws {
    let desk = Desk.make()
    let response = await desk.answer(
      to: .make(.get, Self.socket + "&sid=abc", Request.handshake))
    try #require(response.upgrade).abandon()
    desk.expectNobody()
  }

  @Test func pagesOfOtherOriginsReachNothing() async {
    let desk = Desk.make()
    let origin = [(name: "Origin", value: "https://evil.example")]
    for request in [
      Request.make(.get, Self.polling, [("Host", "hub.example")] + origin),
      .make(.get, Self.polling + "&sid=x", [("Host", "hub.example")] + origin),
      .make(.post, Self.polling + "&sid=x", [("Host", "hub.example")] + origin),
      .make(.get, Self.socket, Request.handshake + origin),
    ] {
      #expect(await desk.answer(to: request).status == .forbidden)
    }
    #expect(desk.calls == [])
    desk.expectNobody()
  }

  @Test func aFullHubOpensNoSession() async {
    let desk = Desk.make(limits: .make(clients: 0))
    #expect(await desk.answer(to: .make(.get, Self.polling)).status == .serviceUnavailable)
    #expect(desk.get(Self.socket, Request.handshake).status == .serviceUnavailable)
    #expect(desk.calls == [])
    desk.expectNobody()
  }

  @Test func aTokenThatIsShownMustBeRight() async {
    let desk = Desk.make(bearers: ["t": .make("a")])
    let wrong = await desk.answer(
      to: .make(.get, Self.polling, [("Authorization", "Bearer x")]))
    #expect(wrong.status == .unauthorized)
    desk.expectNobody()
    let right = await desk.answer(
      to: .make(.get, Self.polling, [("Authorization", "Bearer t")]))
    #expect(right.status == .ok)
    #expect(desk.calls == ["open socketio a"])
  }
}

extension Desk {
  /// What was asked of the relay about sessions, in words.
  fileprivate var calls: [String] {
    var calls: [String] = []
    change { notes in
      calls = notes.sessionCalls.map { call in
        switch call {
        case .open(let guest):
          "open \(guest.dialect.label)" + (guest.identity.map { " \($0.account.id)" } ?? "")
        case .poll(let sid): "poll \(sid)"
        case .post(let sid, let body): "post \(sid) \(String(decoding: body, as: UTF8.self))"
        case .upgrade(let sid): "upgrade \(sid)"
        }
      }
    }
    return calls
  }
}
