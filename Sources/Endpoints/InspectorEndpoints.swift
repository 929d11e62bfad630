import HTTPCore
import Signaling

/// Why does a call not connect: what the hub saw pass between the clients of each room.
struct InspectorEndpoints {
  /// Pairs that are listed in an event of a stream, which has to fit into what may wait for a client,
  /// and for everybody where there is no token to tell who may cost the hub more.
  private static let fewPairs = 32
  /// How long messages are kept in full after they were asked for.
  private static let bodyTime = Interval.seconds(600)

  let services: Services
  let gate: AdminGate
  let inspector: Inspector
  var stream = EventStream()

  init(services: Services, gate: AdminGate) {
    self.services = services
    self.gate = gate
    inspector = Inspector(services)
  }

  var routes: [Router.Route] {
    [
      Router.Route(.get, "/api/inspect") { request in
        gate.inspect(request, isDelicate: false) { overview() }
      },
      Router.Route(.get, "/api/inspect/events") { request in watch(request) },
      Router.Route(.get, "/api/rooms/{roomId}/timeline") { request in
        withRoom(request.parameters["roomId"], request) { timeline(of: $0, $1) }
      },
    ]
  }

  /// What a request for a timeline wants to see.
  struct Wishes {
    let addresses: Bool
    let bodies: Bool

    init(_ query: Query) throws(RequestProblem) {
      addresses = try Self.flag("addresses", query)
      bodies = try Self.flag("bodies", query)
    }

    private static func flag(_ name: String, _ query: Query) throws(RequestProblem) -> Bool {
      switch query.all(name) {
      case [], ["false"]: return false
      case ["true"]: return true
      default: throw RequestProblem(description: "\(name) is true or false, once")
      }
    }
  }

  private func withRoom(
    _ name: String?, _ request: Request, _ answer: (RoomID, Wishes) -> Response
  ) -> Response {
    guard let roomID = name.flatMap({ RoomID($0) }) else {
      return .error(.badRequest, NameRule.complaint(about: "roomId"))
    }
    do throws(RequestProblem) {
      let wishes = try Wishes(request.query)
      return gate.inspect(request, isDelicate: wishes.addresses || wishes.bodies) {
        answer(roomID, wishes)
      }
    } catch {
      return .error(.badRequest, error.description)
    }
  }

  private func overview() -> Response {
    .later { responder in
      Task {
        guard let overview = await inspector.look(at: .overview) else { return }
        responder.answer(.json(overview.whole))
      }
    }
  }

  private func timeline(of roomID: RoomID, _ wishes: Wishes) -> Response {
    .later { responder in
      Task {
        let pairs = services.adminToken == nil ? Self.fewPairs : RoomTrace.maximumPairs
        guard let room = await look(into: roomID, wishes, pairs: pairs) else {
          return responder.answer(
            .error(.notFound, "nothing is known of this room; was it long ago?"))
        }
        responder.answer(.json(room.whole))
      }
    }
  }

  private func watch(_ request: Request) -> Response {
    let names = request.query.all("roomId")
    guard !names.isEmpty else {
      return gate.inspect(request, isDelicate: false) {
        stream.response { await inspector.look(at: .overview) }
      }
    }
    return withRoom(names.count == 1 ? names[0] : nil, request) { roomID, wishes in
      var stream = stream
      // A mebibyte of messages, with escapes.
      if wishes.bodies { stream.limit *= 8 }
      return stream.response {
        await look(into: roomID, wishes, pairs: Self.fewPairs) ?? unknownRoom(roomID)
      }
    }
  }

  private func look(
    into roomID: RoomID, _ wishes: Wishes, pairs: Int
  ) async -> EventStream.State? {
    if wishes.bodies {
      services.hub.keepBodies(of: roomID, until: services.now().monotonic + Self.bodyTime)
    }
    return await inspector.look(
      at: .room(roomID, pairs: pairs, showsAddresses: wishes.addresses))
  }

  /// A room that is not there yet, or not any more, as somebody sees who goes on watching it.
  private func unknownRoom(_ roomID: RoomID) -> EventStream.State {
    EventStream.State("timeline", services.now()) { answer in
      answer.set("roomId", roomID.rawValue)
      answer.set("createdAt", nil)
      answer.set("goneAt", nil)
      answer.set("clients", [] as [Int]) { _, _ in }
      answer.set("pairs", [] as [Int]) { _, _ in }
      answer.set("omittedPairs", 0)
    }
  }
}
