import HTTPCore
import JSONEnvelope
import Signaling
import WebSocketCore

/// `GET /ws`: every refusal is an HTTP answer, and the 101 comes only once the client is certain.
struct SocketEndpoint {
  /// The subprotocol that the hub answers with when it is offered.
  private static let subprotocol = "hub.v1"
  /// What a token is prefixed with when it travels as a subprotocol, out of the URL.
  private static let tokenPrefix = "hub.token."

  let services: Services
  let refusals: RefusalCounters

  var routes: [Router.Route] {
    [Router.Route(.get, "/ws", answersHead: false) { open($0) }]
  }

  private func open(_ request: Request) -> Response {
    let handshake: Handshake
    do throws(Handshake.Refusal) {
      handshake = try Handshake.check(method: request.method.rawValue) { request.headers.all($0) }
    } catch {
      refusals.count("handshake")
      return .error(
        Status(rawValue: error.status), error.message,
        headers: error.fields.map { ($0.0, $0.1) })
    }
    if let refusal = refuseOrigin(of: request) { return refusal }
    let wishes: SocketRequest
    do throws(RequestProblem) {
      wishes = try SocketRequest(request.query, tokens: tokens(in: handshake))
    } catch {
      refusals.count("parameters")
      return .error(.badRequest, error.description)
    }
    do throws(Refusal) {
      let admittance = try admit(wishes, request)
      if let replaced = admittance.replaced { services.announce(replaced) }
      return upgrade(admittance.ticket, handshake)
    } catch {
      return refusals.answer(error)
    }
  }

  private func refuseOrigin(of request: Request) -> Response? {
    guard let origin = request.headers["Origin"],
      !services.origins.allowsHandshake(origin: origin, host: request.headers["Host"])
    else { return nil }
    refusals.count("origin")
    return .error(
      .forbidden, "pages of this origin may not connect; start the hub with --allow-origin")
  }

  /// Takes a descriptor and the client's place, or gives back what it took and says why not.
  private func admit(_ wishes: SocketRequest, _ request: Request) throws(Refusal) -> Admittance {
    let caller = Caller(request, trustedProxies: services.trustedProxies)
    let now = services.now()
    try services.hub.admission.openConnection()
    do throws(Refusal) {
      if let clientID = wishes.clientID, let roomID = wishes.roomID {
        return try services.hub.claim(
          clientID, in: roomID, token: wishes.token, from: caller.key, at: now.monotonic)
      }
      var generator = SystemEntropy()
      return try services.hub.enter(
        wishes.roomID, Newcomer(profile: wishes.profile, address: caller.key), at: now,
        using: &generator)
    } catch {
      services.hub.admission.connectionClosed()
      throw error
    }
  }

  private func upgrade(_ ticket: Ticket, _ handshake: Handshake) -> Response {
    let chosen = handshake.subprotocols.contains(Self.subprotocol) ? Self.subprotocol : nil
    return .upgrade(
      Upgrade(
        adopt: { [adopt = services.adopt] socket in adopt(socket, .member(ticket)) },
        abandon: { [hub = services.hub, now = services.now] in
          hub.abandon(ticket, at: now().monotonic)
          hub.admission.connectionClosed()
        }),
      headers: handshake.responseFields(subprotocol: chosen).map { ($0.0, $0.1) })
  }

  private func tokens(in handshake: Handshake) -> [String] {
    handshake.subprotocols.filter { $0.hasPrefix(Self.tokenPrefix) }
      .map { String($0.dropFirst(Self.tokenPrefix.count)) }
  }
}
