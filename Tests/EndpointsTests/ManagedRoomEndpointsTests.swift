import HTTPCore
import Signaling
import Testing

@testable import Endpoints

@Suite struct ManagedRoomEndpointsTests {
  private static let admin = [(name: "Authorization", value: "Bearer secret")]

  @Test func allRoomsAreCountedWithTheirSessions() throws {
    let desk = Desk.make()
    #expect(desk.get("/api/rooms").text == #"{"rooms":[],"totalRooms":0,"totalSessions":0}"#)
    try desk.bind("b", "x")
    try desk.bind("b", "y", connection: 2)
    _ = try desk.join(#"{"roomId":"a\""}"#)
    #expect(
      desk.get("/api/rooms").text
        == #"{"rooms":[{"roomId":"a\"","size":1},{"roomId":"b","size":2}],"totalRooms":2,"totalSessions":3}"#
    )
  }

  @Test func aRoomTellsAllThatIsKnownOfItsClients() throws {
    let desk = Desk.make()
    desk.set(seconds: 1.5)
    try desk.bind(
      "r", "user-abc", dialect: .serverpod,
      profile: Profile(name: "John", metadata: Array(#"{"role": "admin"}"#.utf8)))
    desk.set(seconds: 2)
    let seat = try desk.join(#"{"roomId":"r"}"#)
    try desk.bind("r", "d", dialect: .dysonNetworkGuide, connection: 2)
    let response = desk.get("/api/rooms/r")
    #expect(response.status == .ok)
    #expect(
      response.text
        == #"{"roomId":"r","size":3,"createdAt":"1970-01-01T00:00:01.500Z","clients":["#
        + #"{"clientId":"user-abc","name":"John","metadata":{"role": "admin"},"#
        + #""joinedAt":"1970-01-01T00:00:01.500Z","connected":true,"dialect":"serverpod"},"#
        + #"{"clientId":"\#(seat.client)","name":null,"metadata":null,"#
        + #""joinedAt":"1970-01-01T00:00:02.000Z","connected":false,"dialect":"native"},"#
        + #"{"clientId":"d","name":null,"metadata":null,"#
        + #""joinedAt":"1970-01-01T00:00:02.000Z","connected":true,"dialect":"dysonnetwork"}]}"#)
  }

  @Test func aRoomNobodyIsInIsNotFound() {
    let response = Desk.make().get("/api/rooms/nowhere")
    #expect(response.status == .notFound)
    #expect(response.text == #"{"error":"Room nowhere not found"}"#)
  }

  @Test func theRoutesOfTheNativeProtocolGoBefore() throws {
    let desk = Desk.make()
    try desk.bind("stats", "x")
    #expect(desk.get("/api/rooms/stats").text.hasPrefix(#"{"totalRooms":1,"#))
    #expect(desk.get("/api/rooms/join").status == .methodNotAllowed)
    #expect(desk.get("/api/rooms/leave").status == .methodNotAllowed)
  }

  @Test func aChatRoomIsOneSegment() throws {
    let desk = Desk.make()
    try desk.bind("chat/x", "ada", identity: .make("a"))
    #expect(desk.get("/api/rooms/chat%2Fx").text.hasPrefix(#"{"roomId":"chat/x","size":1,"#))
    #expect(desk.get("/api/rooms/chat/x").status == .notFound)
  }

  @Test func clearingARoomTakesEverybodyOut() throws {
    let desk = Desk.make(adminToken: "secret")
    try desk.bind("r", "x")
    try desk.bind("r", "y", connection: 2)
    _ = try desk.join(#"{"roomId":"r"}"#)
    try desk.bind("other", "z", connection: 3)
    let response = desk.respond(to: .make(.delete, "/api/rooms/r", Self.admin))
    #expect(response.status == .ok)
    #expect(response.text == #"{"roomId":"r","removed":3}"#)
    #expect(desk.departures.map(\.reason) == [.removed, .removed, .removed])
    #expect(desk.hub.rooms().map(\.id.rawValue) == ["other"])
  }

  @Test func clearingAnEmptyRoomRemovesNobody() {
    let desk = Desk.make(adminToken: "secret")
    let response = desk.respond(to: .make(.delete, "/api/rooms/r%22", Self.admin))
    #expect(response.status == .ok)
    #expect(response.text == #"{"roomId":"r\"","removed":0}"#)
  }

  @Test func oneClientIsTakenOutByName() throws {
    let desk = Desk.make(adminToken: "secret")
    try desk.bind("r", "a/b")
    try desk.bind("r", "y", connection: 2)
    let request = Request.make(.delete, "/api/rooms/r/clients/a%2Fb", Self.admin)
    let response = desk.respond(to: request)
    #expect(response.status == .ok)
    #expect(response.text == #"{"roomId":"r","ClientId":"a/b","status":"removed"}"#)
    #expect(desk.departures.map(\.peer.clientID.rawValue) == ["a/b"])
    #expect(desk.hub.clients(in: RoomID("r")!).map(\.rawValue) == ["y"])
    let again = desk.respond(to: request)
    #expect(again.status == .notFound)
    #expect(again.text == #"{"error":"Client not found in room"}"#)
    #expect(desk.departures.count == 1)
  }

  @Test func namesThatBreakTheRuleAreRefused() {
    let desk = Desk.make(adminToken: "secret")
    let long = String(repeating: "x", count: 129)
    for (method, target, key) in [
      (.get, "/api/rooms/\(long)", "roomId"), (.delete, "/api/rooms/\(long)", "roomId"),
      (.delete, "/api/rooms/\(long)/clients/x", "roomId"),
      (.delete, "/api/rooms/r/clients/\(long)", "clientId"),
    ] as [(HTTPCore.Method, String, String)] {
      let response = desk.respond(to: .make(method, target, Self.admin))
      #expect(response.status == .badRequest)
      #expect(
        response.text == #"{"error":"\#(key) must have 1 to 128 bytes, no control characters"}"#)
    }
  }
}
