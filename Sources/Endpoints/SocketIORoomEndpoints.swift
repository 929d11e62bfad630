import Dialects
import HTTPCore
import Signaling

/// `/api/webrtc/rooms…` of the Socket.IO server: rooms to look at, and a way in for programs without
/// Socket.IO.
struct SocketIORoomEndpoints {
  let services: Services
  let refusals: RefusalCounters
  let gate: AdminGate
  let identities: IdentityCheck
  private let bodies = BodyReader()

  var routes: [Router.Route] {
    [
      Router.Route(.get, "/api/webrtc/rooms") { request in
        gate.list(request) { rooms(showsNames: $0) }
      },
      Router.Route(.get, "/api/webrtc/rooms/{name}") { request in
        gate.list(request) { room(request, showsNames: $0) }
      },
      Router.Route(.post, "/api/webrtc/rooms/{name}/join") { join($0) },
    ]
  }

  private func rooms(showsNames: Bool) -> Response {
    JSONAnswer.object { answer in
      for room in services.hub.snapshots() {
        answer.set(name: room.id.rawValue) { describe(room, showsNames: showsNames, in: &$0) }
      }
    }
  }

  private func room(_ request: Request, showsNames: Bool) -> Response {
    guard let roomID = Self.roomID(of: request) else { return Self.badName }
    guard let room = services.hub.snapshot(roomID) else {
      return .error(.notFound, "Room \(roomID.rawValue) not found")
    }
    return JSONAnswer.object { describe(room, showsNames: showsNames, in: &$0) }
  }

  private func describe(_ room: RoomSnapshot, showsNames: Bool, in answer: inout JSONAnswer) {
    answer.set("name", room.id.rawValue)
    answer.set("peer_count", room.members.count)
    answer.set("max_peers", services.hub.configuration.roomCapacity)
    answer.set("created_at", Timestamp(unixMilliseconds: room.createdAt).wholeSeconds)
    answer.set("peers", showsNames ? room.members : []) { $0.add($1) }
  }

  private func join(_ request: Request) -> Response {
    if let refusal = MediaType.refusal(of: request) { return refusal }
    guard let roomID = Self.roomID(of: request) else { return Self.badName }
    let body: SocketIOJoinRequest
    do throws(RequestProblem) {
      body = try bodies.read(request.body)
    } catch {
      return .error(.badRequest, "Invalid payload: \(error.description)")
    }
    guard let clientID = body.clientID, let name = body.name else {
      return .error(.badRequest, "Missing required fields: room_name, peer_id, username")
    }
    guard body.roomID == nil || body.roomID == roomID else {
      return .error(.badRequest, "Invalid payload: room_name must be the room of the path")
    }
    let caller = Caller(request, trustedProxies: services.trustedProxies)
    return identities.identify(request, isNeeded: roomID.isMembersOnly) { identity in
      // A native seat: it is bound at /ws. Other protocols take it over by its token, as newcomers
      // of their own.
      reserve(
        roomID,
        Newcomer(
          clientID: clientID, profile: Profile(name: name),
          identity: identity, token: body.token, address: caller.key))
    }
  }

  private func reserve(_ roomID: RoomID, _ newcomer: Newcomer) -> Response {
    var generator = SystemEntropy()
    do throws(Refusal) {
      let reservation = try services.hub.join(
        roomID, newcomer, at: services.now(), using: &generator)
      if let replaced = reservation.replaced { services.announce(replaced) }
      return joined(reservation.seat)
    } catch {
      var response = refusals.answer(error)
      switch error {
      case .roomFull(let capacity), .seatsTaken(let capacity, _):
        response.payload = .bytes(
          Response.errorBody("Room \(roomID.rawValue) is full (max \(capacity) peers)"))
      default:
        break
      }
      return response
    }
  }

  private func joined(_ seat: Seat) -> Response {
    let members = services.hub.snapshot(seat.roomID)?.members ?? []
    return JSONAnswer.object { answer in
      answer.set("room_name", seat.roomID.rawValue)
      answer.set("peer_id", seat.clientID.rawValue)
      answer.set("peers", members) { $0.add($1) }
      answer.set("total_peers", members.count)
      answer.set("token", seat.token.secret)
      answer.set("expiresIn", services.hub.configuration.seatLifetime.wholeSeconds)
    }
  }

  private static func roomID(of request: Request) -> RoomID? {
    request.parameters["name"].flatMap { RoomID($0) }
  }

  private static var badName: Response {
    .error(.badRequest, NameRule.complaint(about: "room_name"))
  }
}

extension JSONAnswer {
  fileprivate mutating func add(_ member: RoomSnapshot.Member) {
    object { answer in
      answer.set("peer_id", member.peer.clientID.rawValue)
      answer.set("username", member.peer.displayName)
      answer.set("joined_at", Timestamp(unixMilliseconds: member.peer.joinedAt).wholeSeconds)
    }
  }
}
