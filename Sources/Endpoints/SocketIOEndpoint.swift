import Dialects
import HTTPCore
import Signaling
import WebSocketCore

/// `/socket.io/`: Engine.IO 4 over long-polling and WebSocket.
struct SocketIOEndpoint {
  let services: Services
  let refusals: RefusalCounters
  let gate: SocketGate

  var routes: [Router.Route] {
    ["/socket.io/", "/socket.io"].flatMap { path in
      [
        Router.Route(.get, path, answersHead: false) { answer($0) },
        Router.Route(.post, path) { answer($0) },
      ]
    }
  }

  private func answer(_ request: Request) -> Response {
    if let refusal = gate.refuseOrigin(of: request) { return refusal }
    do throws(EngineFailure) {
      let asked = try EngineRequest.read(
        method: request.method.rawValue, isUpgrade: Self.isUpgrade(request),
        query: request.query.parameters.lazy.map { ($0.name, $0.value) })
      switch asked {
      case .open(.polling):
        return open(request)
      case .poll(let sid):
        return later { services.sessions.poll(sid, $0) }
      case .post(let sid):
        return later { services.sessions.post(sid, request.body, $0) }
      case .open(.webSocket):
        return handshake(request) { identity, caller, now throws(Refusal) in
          .guest(try services.guest(.socketIO, identity, caller, now))
        }
      case .upgrade(let sid):
        return upgrade(request, sid)
      }
    } catch {
      refusals.count("engine")
      return Self.response(error)
    }
  }

  private static func isUpgrade(_ request: Request) -> Bool {
    request.headers["Upgrade"] != nil
  }

  /// Opens a session whose client polls.
  private func open(_ request: Request) -> Response {
    let caller = Caller(request, trustedProxies: services.trustedProxies)
    return gate.identities.identify(request, isNeeded: false) { identity in
      // The client is counted when the work starts: it might never.
      .later { responder in
        do throws(Refusal) {
          let guest = try services.guest(.socketIO, identity, caller, services.now())
          services.sessions.open(guest, answering(responder))
        } catch {
          responder.answer(refusals.answer(error))
        }
      }
    }
  }

  /// Lets a WebSocket in that is to take the place of a session's polling, once it is known that
  /// there is such a session.
  private func upgrade(_ request: Request, _ sid: String) -> Response {
    .later { responder in
      services.sessions.mayUpgrade(sid) { result in
        switch result {
        case .success:
          responder.answer(
            handshake(request) { _, _, _ throws(Refusal) in .upgrade(sid: sid) })
        case .failure(let failure):
          refusals.count("engine")
          responder.answer(Self.response(failure))
        }
      }
    }
  }

  private func handshake(
    _ request: Request,
    _ entrance: @escaping @Sendable (Identity?, Caller, Moment) throws(Refusal) -> Entrance
  ) -> Response {
    gate.form(of: request) { handshake in
      gate.open(
        request, handshake, answering: handshake.plainSubprotocol, isForMembers: false
      ) { identity, caller, now throws(Refusal) in
        SocketGate.Way(entrance: try entrance(identity, caller, now))
      }
    }
  }

  private func later(_ start: @escaping @Sendable (@escaping EngineReply) -> Void) -> Response {
    .later { start(answering($0)) }
  }

  private func answering(_ responder: Responder) -> EngineReply {
    { result in
      switch result {
      case .success(let payload):
        responder.answer(
          Response(
            status: .ok,
            headers: [
              ("Content-Type", "text/plain; charset=UTF-8"), ("Cache-Control", "no-store"),
            ],
            payload: .bytes(payload)))
      case .failure(let failure):
        refusals.count("engine")
        responder.answer(Self.response(failure))
      }
    }
  }

  /// The error bodies of Engine.IO, which its clients read.
  private static func response(_ failure: EngineFailure) -> Response {
    .json(failure.body, status: Status(rawValue: failure.status))
  }
}
