import HTTPCore
import Signaling

/// What Serverpod's signaling manager offers its program, over REST: rooms and sessions with all
/// that is known of them, and removing them.
struct ManagedRoomEndpoints {
  let services: Services
  let gate: AdminGate

  var routes: [Router.Route] {
    [
      Router.Route(.get, "/api/rooms") { request in gate.list(request) { _ in rooms() } },
      Router.Route(.get, "/api/rooms/{roomId}") { request in
        gate.list(request) { room(request, showsNames: $0) }
      },
      Router.Route(.delete, "/api/rooms/{roomId}") { request in
        gate.administer(request) { clear(request) }
      },
      Router.Route(.delete, "/api/rooms/{roomId}/clients/{clientId}") { request in
        gate.administer(request) { remove(request) }
      },
    ]
  }

  private func rooms() -> Response {
    let rooms = services.hub.rooms()
    return JSONAnswer.object { answer in
      answer.set("rooms", rooms) { answer, room in
        answer.object { answer in
          answer.set("roomId", room.id.rawValue)
          answer.set("size", room.clients.count)
        }
      }
      answer.set("totalRooms", rooms.count)
      answer.set("totalSessions", rooms.reduce(0) { $0 + $1.clients.count })
    }
  }

  private func room(_ request: Request, showsNames: Bool) -> Response {
    guard let roomID = Self.roomID(of: request) else { return Self.badRoomID }
    guard let room = services.hub.snapshot(roomID) else {
      return .error(.notFound, "Room \(roomID.rawValue) not found")
    }
    return JSONAnswer.object { answer in
      answer.set("roomId", room.id.rawValue)
      answer.set("size", room.members.count)
      answer.set("createdAt", Timestamp(unixMilliseconds: room.createdAt).text)
      answer.set("clients", showsNames ? room.members : []) { $0.add($1) }
    }
  }

  private func clear(_ request: Request) -> Response {
    guard let roomID = Self.roomID(of: request) else { return Self.badRoomID }
    let departures = services.hub.clear(roomID, at: services.now().monotonic)
    for departure in departures { services.announce(departure) }
    return JSONAnswer.object { answer in
      answer.set("roomId", roomID.rawValue)
      answer.set("removed", departures.count)
    }
  }

  private func remove(_ request: Request) -> Response {
    guard let roomID = Self.roomID(of: request) else { return Self.badRoomID }
    guard let clientID = request.parameters["clientId"].flatMap({ ClientID($0) }) else {
      return .error(.badRequest, NameRule.complaint(about: "clientId"))
    }
    guard
      let departure = services.hub.evict(clientID, from: roomID, at: services.now().monotonic)
    else {
      return Refusal.clientNotFound.response
    }
    services.announce(departure)
    return JSONAnswer.object { answer in
      answer.set("roomId", roomID.rawValue)
      answer.set("ClientId", clientID.rawValue)
      answer.set("status", "removed")
    }
  }

  private static func roomID(of request: Request) -> RoomID? {
    request.parameters["roomId"].flatMap { RoomID($0) }
  }

  private static var badRoomID: Response {
    .error(.badRequest, NameRule.complaint(about: "roomId"))
  }
}

extension JSONAnswer {
  fileprivate mutating func add(_ member: RoomSnapshot.Member) {
    object { answer in
      answer.set("clientId", member.peer.clientID.rawValue)
      answer.set("name", member.peer.profile.name)
      answer.set("metadata", json: member.peer.profile.metadata)
      answer.set("joinedAt", Timestamp(unixMilliseconds: member.peer.joinedAt).text)
      answer.set("connected", member.isConnected)
      answer.set("dialect", member.peer.dialect.label)
    }
  }
}
