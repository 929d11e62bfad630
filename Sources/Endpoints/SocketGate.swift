import HTTPCore
import Signaling
import WebSocketCore

/// What every WebSocket handshake has to pass, whatever protocol is spoken behind it: RFC 6455's
/// rules, the page's origin, the client's token, a descriptor, and the hub. Every refusal is an HTTP
/// answer, and the 101 comes only once the client is certain.
struct SocketGate: Sendable {
  /// The way in that a handshake has got.
  struct Way {
    let entrance: Entrance
    /// Whoever had to give up the name.
    var replaced: Departure?
  }

  let services: Services
  let refusals: RefusalCounters
  let identities: IdentityCheck

  /// Checks a handshake and the origin of its page, and goes on with it. The origin counts before
  /// everything that `answer` looks at: a page learns nothing of the hub.
  func handshake(of request: Request, then answer: (Handshake) -> Response) -> Response {
    form(of: request) { refuseOrigin(of: request) ?? answer($0) }
  }

  /// Checks a handshake by RFC 6455's rules alone, for who has asked for the origin before.
  func form(of request: Request, then answer: (Handshake) -> Response) -> Response {
    do throws(Handshake.Refusal) {
      return answer(
        try Handshake.check(method: request.method.rawValue) { request.headers.all($0) })
    } catch {
      refusals.count("handshake")
      return .error(
        Status(rawValue: error.status), error.message, headers: error.fields.map { ($0.0, $0.1) })
    }
  }

  /// Answers one handshake that was checked, once it is known who asks.
  ///
  /// - Parameters:
  ///   - subprotocol: what to answer with, of those that are offered.
  ///   - isForMembers: whether the room takes only bearers of a token.
  ///   - admit: takes the client's place in the hub.
  func open(
    _ request: Request, _ handshake: Handshake, answering subprotocol: String?,
    isForMembers: Bool,
    admit: @escaping @Sendable (Identity?, Caller, Moment) throws(Refusal) -> Way
  ) -> Response {
    identities.identify(
      request, subprotocols: handshake.subprotocols, isNeeded: isForMembers
    ) { identity in
      enter(request, handshake, answering: subprotocol) { caller, now throws(Refusal) in
        try admit(identity, caller, now)
      }
    }
  }

  /// Answers one handshake that was checked, of somebody who is known, or need not be.
  func enter(
    _ request: Request, _ handshake: Handshake, answering subprotocol: String?,
    admit: @escaping @Sendable (Caller, Moment) throws(Refusal) -> Way
  ) -> Response {
    let caller = Caller(request, trustedProxies: services.trustedProxies)
    return enter(handshake, subprotocol, asking: true) { now throws(Refusal) in
      try admit(caller, now)
    }
  }

  /// 400 for a parameter.
  func refuse(_ problem: RequestProblem) -> Response {
    refusals.count("parameters")
    return .error(.badRequest, problem.description)
  }

  func refuseOrigin(of request: Request) -> Response? {
    guard let origin = request.headers["Origin"],
      !services.origins.allowsHandshake(origin: origin, host: request.headers["Host"])
    else { return nil }
    refusals.count("origin")
    return .error(
      .forbidden, "pages of this origin may not connect; start the hub with --allow-origin")
  }

  /// Takes a descriptor and the client's place, or gives back what it took and says why not. Where a
  /// connection holds the name that is asked for, the handshake waits until that one has been asked
  /// for a sign of life.
  private func enter(
    _ handshake: Handshake, _ subprotocol: String?, asking: Bool,
    _ admit: @escaping @Sendable (Moment) throws(Refusal) -> Way
  ) -> Response {
    do throws(Refusal) {
      try services.hub.admission.openConnection()
      do throws(Refusal) {
        let way = try admit(services.now())
        if let replaced = way.replaced { services.announce(replaced) }
        return upgrade(way.entrance, handshake, subprotocol)
      } catch {
        services.hub.admission.connectionClosed()
        throw error
      }
    } catch .nameHeld(let holder) where asking {
      return .later { responder in
        services.probe(holder) { isAlive in
          responder.answer(
            isAlive
              ? refusals.answer(.nameTaken)
              : enter(handshake, subprotocol, asking: false, admit))
        }
      }
    } catch {
      return refusals.answer(error)
    }
  }

  private func upgrade(
    _ entrance: Entrance, _ handshake: Handshake, _ subprotocol: String?
  ) -> Response {
    .upgrade(
      Upgrade(
        adopt: { [adopt = services.adopt] socket in adopt(socket, entrance) },
        abandon: { [hub = services.hub, now = services.now] in
          hub.giveBack(entrance, at: now().monotonic)
        }),
      headers: handshake.responseFields(subprotocol: subprotocol).map { ($0.0, $0.1) })
  }
}

extension Handshake {
  /// The subprotocol to answer with where none has a meaning: the first that is no token.
  var plainSubprotocol: String? { subprotocols.first(where: BearerToken.isNone) }
}
