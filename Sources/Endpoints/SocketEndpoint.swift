import HTTPCore
import JSONEnvelope
import Signaling
import WebSocketCore

/// `GET /ws`: the hub's own protocol.
struct SocketEndpoint {
  /// The subprotocol that the hub answers with when it is offered.
  private static let subprotocol = "hub.v1"
  /// What a token is prefixed with when it travels as a subprotocol, out of the URL.
  private static let tokenPrefix = "hub.token."

  let services: Services
  let gate: SocketGate

  var routes: [Router.Route] {
    [
      Router.Route(.get, "/ws", answersHead: false) { request in
        gate.handshake(of: request) { open(request, $0) }
      }
    ]
  }

  private func open(_ request: Request, _ handshake: Handshake) -> Response {
    let wishes: SocketRequest
    do throws(RequestProblem) {
      wishes = try SocketRequest(request.query, tokens: tokens(in: handshake))
    } catch {
      return gate.refuse(error)
    }
    let chosen = handshake.subprotocols.contains(Self.subprotocol) ? Self.subprotocol : nil
    return gate.open(
      request, handshake, answering: chosen,
      isForMembers: wishes.clientID == nil && wishes.roomID?.isMembersOnly == true
    ) { identity, caller, now throws(Refusal) in
      let admittance = try admit(wishes, identity, caller, now)
      return SocketGate.Way(
        entrance: .member(admittance.ticket), replaced: admittance.replaced)
    }
  }

  private func admit(
    _ wishes: SocketRequest, _ identity: Identity?, _ caller: Caller, _ now: Moment
  ) throws(Refusal) -> Admittance {
    if let clientID = wishes.clientID, let roomID = wishes.roomID {
      return try services.hub.claim(
        clientID, in: roomID, token: wishes.token, from: caller.key, at: now.monotonic)
    }
    var generator = SystemEntropy()
    return try services.hub.enter(
      wishes.roomID,
      Newcomer(profile: wishes.profile, identity: identity, address: caller.key), at: now,
      using: &generator)
  }

  private func tokens(in handshake: Handshake) -> [String] {
    handshake.subprotocols.filter { $0.hasPrefix(Self.tokenPrefix) }
      .map { String($0.dropFirst(Self.tokenPrefix.count)) }
  }
}
