import HTTPCore
import Signaling
import Testing

@testable import Endpoints

@Suite struct SocketIORoomEndpointsTests {
  private static let ada = #"{"peer_id":"p-1","username":"Ada"}"#

  private static func token(in response: Response) throws -> String {
    guard let match = response.text.firstMatch(of: /"token":"([0-9A-Za-z]{22})"/) else {
      throw Unreadable(text: response.text)
    }
    return String(match.1)
  }

  @Test func roomsAreKeyedByName() throws {
    let desk = Desk.make(roomCapacity: 7)
    #expect(desk.get("/api/webrtc/rooms").text == "{}")
    desk.set(seconds: 1_705_314_600.75)
    try desk.bind("my-video-call", "peer-001", dialect: .socketIO, profile: Profile(name: "Alice"))
    desk.set(seconds: 1_705_314_660)
    // Seats are in the list, too.
    #expect(desk.post("/api/webrtc/rooms/my-video-call/join", Self.ada).status == .ok)
    try desk.bind("\"", "x", connection: 2)
    let call =
      #"{"name":"my-video-call","peer_count":2,"max_peers":7,"created_at":"2024-01-15T10:30:00Z","#
      + #""peers":[{"peer_id":"peer-001","username":"Alice","joined_at":"2024-01-15T10:30:00Z"},"#
      + #"{"peer_id":"p-1","username":"Ada","joined_at":"2024-01-15T10:31:00Z"}]}"#
    #expect(
      desk.get("/api/webrtc/rooms").text
        == #"{"\"":{"name":"\"","peer_count":1,"max_peers":7,"created_at":"2024-01-15T10:31:00Z","#
        + #""peers":[{"peer_id":"x","username":"x","joined_at":"2024-01-15T10:31:00Z"}]},"#
        + #""my-video-call":\#(call)}"#)
    #expect(desk.get("/api/webrtc/rooms/my-video-call").text == call)
  }

  @Test func aRoomNobodyIsInIsNotFound() {
    let response = Desk.make().get("/api/webrtc/rooms/a%22b")
    #expect(response.status == .notFound)
    #expect(response.text == #"{"error":"Room a\"b not found"}"#)
  }

  @Test(arguments: ["/api/webrtc/rooms/NAME", "/api/webrtc/rooms/NAME/join"])
  func aNameThatBreaksTheRuleIsRefused(path: String) {
    let target = path.replacing("NAME", with: String(repeating: "x", count: 129))
    let desk = Desk.make()
    let response = path.hasSuffix("join") ? desk.post(target, Self.ada) : desk.get(target)
    #expect(response.status == .badRequest)
    #expect(
      response.text
        == #"{"error":"room_name must have 1 to 128 bytes, no control characters"}"#)
  }

  @Test(arguments: [ada, #"{"room_name":"r 1","peer_id":"p-1","username":"Ada"}"#])
  func aJoinReservesASeatUnderTheChosenName(body: String) throws {
    let desk = Desk.make()
    desk.set(seconds: 1_705_314_600)
    let response = desk.post("/api/webrtc/rooms/r%201/join", body)
    #expect(response.status == .ok)
    let token = try Self.token(in: response)
    #expect(
      response.text
        == #"{"room_name":"r 1","peer_id":"p-1","peers":[{"peer_id":"p-1","username":"Ada","#
        + #""joined_at":"2024-01-15T10:30:00Z"}],"total_peers":1,"token":"\#(token)","expiresIn":120}"#
    )
    let ticket = try desk.hub.claim(
      ClientID("p-1")!, in: RoomID("r 1")!, token: Token(presented: token),
      from: AddressKey(high: 0, low: 0), at: desk.now
    ).ticket
    let peer = desk.hub.attach(ticket, to: ConnectionID(rawValue: 1), at: desk.now)?.peer
    #expect(peer?.profile == Profile(name: "Ada"))
    #expect(peer?.dialect == .native)
  }

  @Test func theSeatExpiresLikeAnyOther() {
    let desk = Desk.make()
    #expect(desk.post("/api/webrtc/rooms/r/join", Self.ada).status == .ok)
    desk.set(seconds: 121)
    #expect(desk.hub.expireSeats(at: desk.now) == 1)
    #expect(desk.get("/api/webrtc/rooms/r").status == .notFound)
  }

  @Test(arguments: [
    "", "{}", #"{"room_name":"r"}"#, #"{"peer_id":"p"}"#, #"{"username":"Ada"}"#,
    #"{"peer_id":"p","username":""}"#, #"{"peer_id":null,"username":"Ada"}"#,
  ])
  func missingFieldsAreNamed(body: String) {
    let desk = Desk.make()
    let response = desk.post("/api/webrtc/rooms/r/join", body)
    #expect(response.status == .badRequest)
    #expect(
      response.text == #"{"error":"Missing required fields: room_name, peer_id, username"}"#)
    #expect(desk.hub.roomCount == 0)
  }

  @Test(arguments: [
    (
      #"{"room_name":"other","peer_id":"p","username":"Ada"}"#,
      "Invalid payload: room_name must be the room of the path"
    ),
    (#"{"peer_id":7,"username":"Ada"}"#, "Invalid payload: peer_id must be a string"),
    (
      #"{"peer_id":"p\n","username":"Ada"}"#,
      "Invalid payload: peer_id must have 1 to 128 bytes, no control characters"
    ),
  ])
  func aBadBodyIsRefusedInWords(body: String, message: String) {
    let desk = Desk.make()
    let response = desk.post("/api/webrtc/rooms/r/join", body)
    #expect(response.status == .badRequest)
    #expect(response.text == #"{"error":"\#(message)"}"#)
    #expect(desk.hub.roomCount == 0)
  }

  @Test func anotherMediaTypeIsRefused() {
    let response = Desk.make().post(
      "/api/webrtc/rooms/r/join", Self.ada, [("Content-Type", "text/plain")])
    #expect(response.status == .unsupportedMediaType)
  }

  @Test func aRoomFullOfClientsOrOfSeatsSaysSo() throws {
    let clients = Desk.make(roomCapacity: 1)
    try clients.bind("r\"", "x")
    let full = clients.post("/api/webrtc/rooms/r%22/join", Self.ada)
    #expect(full.status == .conflict)
    #expect(full.text == #"{"error":"Room r\" is full (max 1 peers)"}"#)
    #expect(full["Retry-After"] == nil)
    let seats = Desk.make(roomCapacity: 1)
    _ = try seats.join(#"{"roomId":"r"}"#)
    let taken = seats.post("/api/webrtc/rooms/r/join", Self.ada)
    #expect(taken.status == .conflict)
    #expect(taken.text == #"{"error":"Room r is full (max 1 peers)"}"#)
    #expect(taken["Retry-After"] == "120")
    #expect(clients.refused == ["room_full": 1])
    #expect(seats.refused == ["seats_taken": 1])
  }

  @Test func aNameThatIsTakenIsRefused() throws {
    let desk = Desk.make()
    try desk.bind("r", "p-1")
    #expect(desk.post("/api/webrtc/rooms/s/join", Self.ada).status == .ok)
    for room in ["r", "s"] {
      let response = desk.post("/api/webrtc/rooms/\(room)/join", Self.ada)
      #expect(response.status == .conflict)
      #expect(
        response.text == #"{"error":"the name is taken: somebody is in the room under it"}"#)
    }
  }

  @Test func theTokenOfTheHolderTakesItsPlace() throws {
    let desk = Desk.make()
    let arrival = try desk.bind("r", "p-1")
    let body = #"{"peer_id":"p-1","username":"Ada","token":"\#(arrival.token.secret)"}"#
    let response = desk.post("/api/webrtc/rooms/r/join", body)
    #expect(response.status == .ok)
    #expect(try Self.token(in: response) != arrival.token.secret)
    #expect(desk.departures.map(\.reason) == [.replaced])
  }

  @Test func aChatRoomIsForItsMembers() async throws {
    let desk = Desk.make(bearers: [
      "member": .make("ada", rooms: .only(["x"])), "other": .make("bob", rooms: .only(["y"])),
    ])
    func join(_ query: String) async -> Response {
      await desk.answer(
        to: .make(.post, "/api/webrtc/rooms/chat%2Fx/join" + query, body: Self.ada))
    }
    let stranger = await join("")
    #expect(stranger.status == .unauthorized)
    #expect(stranger["WWW-Authenticate"] == "Bearer")
    #expect(await join("?access_token=forged").status == .unauthorized)
    #expect(await join("?access_token=other").status == .forbidden)
    #expect(desk.hub.roomCount == 0)
    #expect(await join("?access_token=member").status == .ok)
    // The same account again: it is the same person, come back.
    #expect(await join("?access_token=member").status == .ok)
    #expect(desk.hub.clients(in: RoomID(chat: "x")!).map(\.rawValue) == ["p-1"])
  }
}
