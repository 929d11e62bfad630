import HTTPCore
import Signaling
import WebSocketCore

/// `GET /webrtc` with an upgrade: Serverpod's protocol, which names the room in its first message.
struct ServerpodEndpoint {
  let services: Services
  let gate: SocketGate

  var routes: [Router.Route] {
    [Router.Route(.get, "/webrtc", answersHead: false) { open($0) }]
  }

  private func open(_ request: Request) -> Response {
    gate.handshake(of: request) { handshake in
      gate.open(
        request, handshake, answering: handshake.plainSubprotocol, isForMembers: false
      ) { identity, caller, now throws(Refusal) in
        SocketGate.Way(entrance: .guest(try services.guest(.serverpod, identity, caller, now)))
      }
    }
  }
}

extension Services {
  /// Counts a client that will name its room later, or says why the hub does not take it.
  func guest(
    _ dialect: Dialect, _ identity: Identity?, _ caller: Caller, _ now: Moment
  ) throws(Refusal) -> Guest {
    guard !hub.isDraining else { throw .draining }
    try hub.admission.admit(caller.key, at: now.monotonic)
    return Guest(dialect: dialect, address: caller.key, identity: identity)
  }
}
