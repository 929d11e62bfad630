import HTTPCore
import Signaling
import Testing

@testable import Endpoints

@Suite struct AdminGateTests {
  private static let listings = [
    "/api/rooms/stats", "/api/rooms/stats?roomId=room", "/api/rooms", "/api/rooms/room", "/rooms",
    "/health", "/api/webrtc/rooms", "/api/webrtc/rooms/room",
  ]
  private static let removals = ["/api/rooms/room", "/api/rooms/room/clients/ada-1"]

  private static func desk(adminToken: String?, limits: Admission.Limits = .init()) throws -> Desk {
    let desk = Desk.make(limits: limits, adminToken: adminToken)
    try desk.bind("room", "ada-1", profile: Profile(name: "Ada"))
    return desk
  }

  private static func bearer(_ token: String) -> [(name: String, value: String)] {
    [("Authorization", "Bearer " + token)]
  }

  @Test(arguments: listings)
  func withoutAnAdminTokenListingsAreOpen(target: String) throws {
    let desk = try Self.desk(adminToken: nil)
    #expect(desk.get(target).text.contains("ada-1") || target == "/api/rooms")
    #expect(desk.get(target, Self.bearer("anything")).text.contains("room"))
  }

  @Test(arguments: listings)
  func withOneTheyShowNamesToItsBearerOnly(target: String) throws {
    let desk = try Self.desk(adminToken: "secret")
    let hidden = desk.get(target)
    #expect(hidden.status == .ok)
    #expect(!hidden.text.contains("ada-1"))
    #expect(!hidden.text.contains("Ada"))
    #expect(hidden.text.contains("\"room\""))
    let shown = desk.get(target, Self.bearer("secret"))
    #expect(shown.text.contains("ada-1") || target == "/api/rooms")
    #expect(shown.text.contains("\"room\""))
  }

  @Test func totalsAreForEverybody() throws {
    let desk = try Self.desk(adminToken: "secret")
    desk.set(seconds: 0)
    #expect(
      desk.get("/api/rooms/stats").text
        == #"{"totalRooms":1,"rooms":[{"roomId":"room","clients":[],"size":1}]}"#)
    #expect(
      desk.get("/api/rooms/stats?roomId=room").text
        == #"{"roomId":"room","clients":[],"size":1}"#)
    #expect(
      desk.get("/api/rooms").text
        == #"{"rooms":[{"roomId":"room","size":1}],"totalRooms":1,"totalSessions":1}"#)
    #expect(
      desk.get("/api/rooms/room").text
        == #"{"roomId":"room","size":1,"createdAt":"1970-01-01T00:00:00.000Z","clients":[]}"#)
    let details = #"[{"roomId":"room","participantCount":1,"participants":[]}]"#
    #expect(desk.get("/rooms").text == #"{"rooms":\#(details)}"#)
    #expect(
      desk.get("/health").text
        == #"{"status":"ok","rooms":1,"connections":1,"roomDetails":\#(details),"timestamp":"1970-01-01T00:00:00.000Z"}"#
    )
    let room =
      #"{"name":"room","peer_count":1,"max_peers":100,"created_at":"1970-01-01T00:00:00Z","peers":[]}"#
    #expect(desk.get("/api/webrtc/rooms").text == #"{"room":\#(room)}"#)
    #expect(desk.get("/api/webrtc/rooms/room").text == room)
  }

  @Test(arguments: removals)
  func withoutAnAdminTokenNobodyRemoves(target: String) throws {
    let desk = try Self.desk(adminToken: nil)
    let response = desk.respond(to: .make(.delete, target, Self.bearer("anything")))
    #expect(response.status == .forbidden)
    #expect(
      response.text == #"{"error":"the hub has no admin token; start it with --admin-token-file"}"#)
    #expect(desk.hub.roomCount == 1)
    #expect(desk.refused == ["no_admin_token": 1])
  }

  @Test(arguments: removals)
  func aMissingOrWrongTokenRemovesNobody(target: String) throws {
    let desk = try Self.desk(adminToken: "secret")
    for headers in [
      [], Self.bearer("Secret"), Self.bearer("secret "), Self.bearer(""),
      [("Authorization", "Basic secret")], Self.bearer("secret") + Self.bearer("secret"),
    ] {
      #expect(desk.respond(to: .make(.delete, target, headers)).status == .forbidden)
    }
    #expect(desk.respond(to: .make(.delete, target + "?access_token=secret")).status == .forbidden)
    #expect(desk.hub.roomCount == 1)
    #expect(desk.departures.isEmpty)
    #expect(desk.refused == ["admin_token_missing": 4, "wrong_admin_token": 3])
  }

  @Test(arguments: listings)
  func aWrongTokenIsNotIgnoredInListings(target: String) throws {
    let desk = try Self.desk(adminToken: "secret")
    let response = desk.get(target, Self.bearer("other"))
    #expect(response.status == .forbidden)
    #expect(response.text == #"{"error":"wrong admin token"}"#)
    // Another scheme is for somebody else, a proxy perhaps.
    #expect(desk.get(target, [("Authorization", "Basic YTpi")]).status == .ok)
  }

  @Test func theSchemeMayHaveAnyCase() throws {
    let desk = try Self.desk(adminToken: "secret")
    let request = Request.make(.delete, "/api/rooms/room", [("Authorization", "bEARER secret")])
    #expect(desk.respond(to: request).status == .ok)
  }

  @Test func guessesAreLimitedByAddress() throws {
    let limits = Admission.Limits.make(failedBinds: Rate(perSecond: 1, burst: 3))
    let desk = try Self.desk(adminToken: "secret", limits: limits)
    func list(_ token: String, from remote: String = "192.0.2.1") -> Response {
      desk.respond(to: .make(.get, "/rooms", Self.bearer(token), from: remote))
    }
    for _ in 0..<3 { #expect(list("guess").status == .forbidden) }
    let response = list("secret")
    #expect(response.status == .tooManyRequests)
    #expect(response["Retry-After"] == "1")
    #expect(list("secret", from: "192.0.2.2").status == .ok)
    desk.set(seconds: 1)
    #expect(list("secret").status == .ok)
  }
}
