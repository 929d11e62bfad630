import Dialects
import HTTPCore
import Signaling

/// `GET /health` and `GET /rooms` of the Node ws server: its rooms and who is connected in them.
struct NodeRoomEndpoints {
  let services: Services
  let gate: AdminGate

  var routes: [Router.Route] {
    [
      Router.Route(.get, "/health") { request in gate.list(request) { health(showsNames: $0) } },
      Router.Route(.get, "/rooms") { request in gate.list(request) { rooms(showsNames: $0) } },
    ]
  }

  private func health(showsNames: Bool) -> Response {
    let rooms = connectedRooms()
    return JSONAnswer.object { answer in
      answer.set("status", "ok")
      answer.set("rooms", rooms.count)
      answer.set("connections", rooms.reduce(0) { $0 + $1.peers.count })
      answer.set("roomDetails", rooms) { $0.add($1, showsNames: showsNames) }
      answer.set("timestamp", Timestamp(unixMilliseconds: services.now().unixMilliseconds).text)
    }
  }

  private func rooms(showsNames: Bool) -> Response {
    JSONAnswer.object { answer in
      answer.set("rooms", connectedRooms()) { $0.add($1, showsNames: showsNames) }
    }
  }

  /// That server knows nobody without a connection, nor a room without anybody.
  private func connectedRooms() -> [Roster] {
    services.hub.snapshots().compactMap { room in
      let peers = room.members.filter(\.isConnected).map(\.peer)
      return peers.isEmpty ? nil : Roster(roomID: room.id, peers: peers)
    }
  }
}

extension JSONAnswer {
  fileprivate mutating func add(_ room: Roster, showsNames: Bool) {
    object { answer in
      answer.set("roomId", room.roomID.rawValue)
      answer.set("participantCount", room.peers.count)
      answer.set("participants", showsNames ? room.peers : []) { answer, peer in
        answer.object { answer in
          answer.set("id", peer.clientID.rawValue)
          answer.set("name", peer.displayName)
          answer.set("joinedAt", peer.joinedAt)
        }
      }
    }
  }
}
