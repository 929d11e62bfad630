import HTTPCore
import Signaling

/// Why does a call not connect: what the hub saw pass between the clients of each room.
struct InspectorEndpoints {
  /// Rooms that the overview lists.
  private static let roomLimit = 500
  /// Pairs that an event of a stream lists: it has to fit into what may wait for a client.
  private static let streamedPairs = 32
  /// How long messages are kept in full after they were asked for.
  private static let bodyTime = Interval.seconds(600)

  let services: Services
  let gate: AdminGate
  var stream = EventStream()

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
    var addresses = false
    var bodies = false

    var areDelicate: Bool { addresses || bodies }

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
      return gate.inspect(request, isDelicate: wishes.areDelicate) { answer(roomID, wishes) }
    } catch {
      return .error(.badRequest, error.description)
    }
  }

  // Both are read off the HTTP thread: they look at many rooms, or wait for the loops.

  private func overview() -> Response {
    .later { responder in
      Task { responder.answer(Self.whole(overviewState())) }
    }
  }

  private func timeline(of roomID: RoomID, _ wishes: Wishes) -> Response {
    .later { responder in
      Task {
        guard let room = await look(into: roomID, wishes, pairs: RoomTrace.maximumPairs) else {
          return responder.answer(
            .error(.notFound, "nothing is known of this room; was it long ago?"))
        }
        responder.answer(Self.whole(room))
      }
    }
  }

  private func watch(_ request: Request) -> Response {
    let names = request.query.all("roomId")
    guard !names.isEmpty else {
      return gate.inspect(request, isDelicate: false) { stream.response { overviewState() } }
    }
    return withRoom(names.count == 1 ? names[0] : nil, request) { roomID, wishes in
      stream.response {
        await look(into: roomID, wishes, pairs: Self.streamedPairs)
          ?? unknownRoom(roomID)
      }
    }
  }

  private static func whole(_ state: EventStream.State) -> Response {
    .json(state.whole)
  }

  // MARK: - What is shown

  private func overviewState() -> EventStream.State {
    let now = services.now()
    let overview = services.hub.traceOverview(limit: Self.roomLimit, at: now)
    return state("overview", now) { $0.set(overview) }
  }

  private func look(
    into roomID: RoomID, _ wishes: Wishes, pairs: Int
  ) async -> EventStream.State? {
    let now = services.now()
    if wishes.bodies {
      services.hub.keepBodies(of: roomID, until: now.monotonic + Self.bodyTime)
    }
    guard let trace = services.hub.trace(of: roomID, at: now) else { return nil }
    let queued = await services.queuedBytes(trace.clients.compactMap(\.connection))
    return state("timeline", now) {
      $0.set(trace, pairs: pairs, queued: queued, showsAddresses: wishes.addresses)
    }
  }

  /// A room that is not there yet, or not any more, as somebody sees who goes on watching it.
  private func unknownRoom(_ roomID: RoomID) -> EventStream.State {
    state("timeline", services.now()) { answer in
      answer.set("roomId", roomID.rawValue)
      answer.set("createdAt", nil)
      answer.set("goneAt", nil)
      answer.set("clients", [] as [Int]) { _, _ in }
      answer.set("pairs", [] as [Int]) { _, _ in }
      answer.set("omittedPairs", 0)
    }
  }

  private func state(
    _ name: String, _ now: Moment, _ members: (inout JSONAnswer) -> Void
  ) -> EventStream.State {
    var answer = JSONAnswer()
    answer.object(members)
    var clock = JSONAnswer()
    clock.object { $0.set("serverTime", Timestamp(unixMilliseconds: now.unixMilliseconds).text) }
    return EventStream.State(name: name, json: answer.bytes, clock: clock.bytes)
  }
}
