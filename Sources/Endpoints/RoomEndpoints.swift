import HTTPCore
import JSONEnvelope
import Signaling

/// Joining, leaving and looking, over REST: the Go hub's three room handlers.
struct RoomEndpoints {
  let services: Services
  let refusals: RefusalCounters
  let gate: AdminGate
  let identities: IdentityCheck
  private let bodies = BodyReader()

  var routes: [Router.Route] {
    [
      Router.Route(.post, "/api/rooms/join") { join($0) },
      Router.Route(.post, "/api/rooms/leave") { leave($0) },
      Router.Route(.get, "/api/rooms/stats") { request in
        gate.list(request) { stats(request, showsNames: $0) }
      },
    ]
  }

  private func join(_ request: Request) -> Response {
    if let refusal = MediaType.refusal(of: request) { return refusal }
    let body: RoomRequest
    do throws(RequestProblem) {
      body = try bodies.read(request.body)
    } catch {
      return .error(.badRequest, "Invalid payload: \(error.description)")
    }
    let isNeeded = body.roomID?.isMembersOnly ?? false
    return identities.identify(request, isNeeded: isNeeded) { identity in
      reserve(body, request, identity)
    }
  }

  private func reserve(_ body: RoomRequest, _ request: Request, _ identity: Identity?) -> Response {
    let caller = Caller(request, trustedProxies: services.trustedProxies)
    var generator = SystemEntropy()
    do throws(Refusal) {
      let newcomer = Newcomer(profile: body.profile, identity: identity, address: caller.key)
      let reservation = try services.hub.join(
        body.roomID, newcomer, at: services.now(), using: &generator)
      return .json(joined(reservation.seat, for: request, caller))
    } catch {
      return refusals.answer(error)
    }
  }

  private func leave(_ request: Request) -> Response {
    if let refusal = MediaType.refusal(of: request) { return refusal }
    let body: RoomRequest
    do throws(RequestProblem) {
      body = try bodies.read(request.body)
    } catch {
      return .error(.badRequest, "Invalid request payload: \(error.description)")
    }
    guard let roomID = body.roomID, let clientID = body.clientID else {
      return .error(.badRequest, "Invalid request payload: roomId and ClientId are needed")
    }
    do throws(Refusal) {
      let departure = try services.hub.leave(
        clientID, from: roomID, token: body.token, at: services.now().monotonic)
      services.announce(departure)
      var json = Array("{".utf8)
      append(&json, roomID, clientID, status: "left")
      json.append(UInt8(ascii: "}"))
      return .json(json)
    } catch {
      return refusals.answer(error)
    }
  }

  private func stats(_ request: Request, showsNames: Bool) -> Response {
    // As in the Go hub, an empty roomId asks for all rooms.
    guard request.query.all("roomId").count <= 1 else {
      return .error(.badRequest, "roomId occurs twice in the query")
    }
    guard let name = request.query.first("roomId"), !name.isEmpty else {
      return .json(allRooms(services.hub.rooms(), showsNames: showsNames))
    }
    guard let roomID = RoomID(name) else {
      return .error(.badRequest, NameRule.complaint(about: "roomId"))
    }
    var json: [UInt8] = []
    append(&json, room: roomID, services.hub.clients(in: roomID), showsNames: showsNames)
    return .json(json)
  }
}

// MARK: - The answers as JSON

extension RoomEndpoints {
  private func joined(_ seat: Seat, for request: Request, _ caller: Caller) -> [UInt8] {
    var json = Array("{".utf8)
    json.reserveCapacity(256)
    append(&json, seat.roomID, seat.clientID, status: "joined")
    json.append(contentsOf: ",".utf8)
    json.appendJSON(key: "token")
    json.appendJSON(seat.token.secret)
    json.append(contentsOf: ",".utf8)
    json.appendJSON(key: "expiresIn")
    let lifetime = services.hub.configuration.seatLifetime
    json.append(contentsOf: String(lifetime.wholeSeconds).utf8)
    json.append(contentsOf: ",".utf8)
    json.appendJSON(key: "webSocketUrl")
    // Where this client connects, at the host that it called: ready for `new WebSocket(…)`. None
    // of its parts needs escaping: the host was checked, the rest is percent-encoded.
    json.append(contentsOf: caller.isSecure ? #""wss://"#.utf8 : #""ws://"#.utf8)
    json.append(contentsOf: (request.headers["Host"] ?? "localhost").utf8)
    json.append(contentsOf: "/ws?roomId=".utf8)
    PercentEncoding.append(seat.roomID.rawValue, to: &json)
    json.append(contentsOf: "&clientId=".utf8)
    PercentEncoding.append(seat.clientID.rawValue, to: &json)
    json.append(contentsOf: "&token=".utf8)
    json.append(contentsOf: seat.token.secret.utf8)
    json.append(contentsOf: #""}"#.utf8)
    return json
  }

  private func allRooms(
    _ rooms: [(id: RoomID, clients: [ClientID])], showsNames: Bool
  ) -> [UInt8] {
    var json = Array(#"{"totalRooms":\#(rooms.count),"rooms":["#.utf8)
    for (index, room) in rooms.enumerated() {
      if index > 0 { json.append(UInt8(ascii: ",")) }
      append(&json, room: room.id, room.clients, showsNames: showsNames)
    }
    json.append(contentsOf: "]}".utf8)
    return json
  }

  /// Where names are hidden their number is shown instead.
  private func append(
    _ json: inout [UInt8], room: RoomID, _ clients: [ClientID], showsNames: Bool
  ) {
    json.append(UInt8(ascii: "{"))
    json.appendJSON(key: "roomId")
    json.appendJSON(room.rawValue)
    json.append(UInt8(ascii: ","))
    json.appendJSON(key: "clients")
    json.append(UInt8(ascii: "["))
    for (index, client) in clients.enumerated() where showsNames {
      if index > 0 { json.append(UInt8(ascii: ",")) }
      json.appendJSON(client.rawValue)
    }
    json.append(contentsOf: showsNames ? "]}".utf8 : "],\"size\":\(clients.count)}".utf8)
  }

  private func append(
    _ json: inout [UInt8], _ room: RoomID, _ client: ClientID, status: StaticString
  ) {
    json.appendJSON(key: "roomId")
    json.appendJSON(room.rawValue)
    json.append(UInt8(ascii: ","))
    json.appendJSON(key: "ClientId")
    json.appendJSON(client.rawValue)
    json.append(UInt8(ascii: ","))
    json.appendJSON(key: "status")
    json.appendJSON(status)
  }
}
