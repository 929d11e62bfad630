import HTTPCore
import Signaling
import WebSocketCore

/// `GET /api/chat/realtime/{chatId}` with an upgrade, also as the gateway spells it: DysonNetwork's
/// calls in chat rooms, for members only.
struct DysonNetworkEndpoint {
  let services: Services
  let refusals: RefusalCounters
  let gate: SocketGate

  var routes: [Router.Route] {
    ["/api/chat/realtime/{chatId}", "/sphere/chat/realtime/{chatId}"].map { path in
      Router.Route(.get, path, answersHead: false) { open($0) }
    }
  }

  private func open(_ request: Request) -> Response {
    guard let chat = request.parameters["chatId"], let room = RoomID(chat: chat) else {
      return gate.refuse(RequestProblem(description: NameRule.complaint(about: "chatId")))
    }
    let dialect: Dialect
    switch request.query.all("packetType") {
    case [], ["webrtc.signal"]: dialect = .dysonNetwork
    case ["signaling"]: dialect = .dysonNetworkGuide
    default:
      return gate.refuse(
        RequestProblem(description: "packetType is webrtc.signal or signaling"))
    }
    return gate.identities.identify(
      request, subprotocols: Handshake.offers(request.headers.all("Sec-WebSocket-Protocol")),
      isNeeded: true
    ) { identity in
      // The document's order: who is asking, then whether as a member, then whether properly.
      guard let identity else { return refusals.answer(.unauthenticated) }
      guard identity.mayEnter(room) else { return refusals.answer(.notAMember) }
      return enter(room, dialect, identity, request)
    }
  }

  private func enter(
    _ room: RoomID, _ dialect: Dialect, _ identity: Identity, _ request: Request
  ) -> Response {
    let response = gate.handshake(of: request) { handshake in
      gate.enter(request, handshake, answering: handshake.plainSubprotocol) {
        caller, now throws(Refusal) in
        var generator = SystemEntropy()
        let admittance = try services.hub.enter(
          room, Newcomer(dialect: dialect, identity: identity, address: caller.key), at: now,
          using: &generator)
        return SocketGate.Way(
          entrance: .member(admittance.ticket), replaced: admittance.replaced)
      }
    }
    guard response.status == .upgradeRequired, request.headers["Upgrade"] == nil else {
      return response
    }
    // The status that this protocol's document has for it.
    return .error(.badRequest, "not a WebSocket request: this path takes only those")
  }
}
