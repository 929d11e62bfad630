import HTTPCore
import Signaling
import WebSocketCore

/// `GET /?roomId&userId&userName` with an upgrade: the Node `ws` server's protocol.
struct NodeSocketEndpoint {
  let services: Services
  let gate: SocketGate

  func open(_ request: Request) -> Response {
    gate.handshake(of: request) { open(request, $0) }
  }

  private func open(_ request: Request, _ handshake: Handshake) -> Response {
    let wishes: (room: RoomID, user: ClientID, name: DisplayName, token: Token?)
    do throws(RequestProblem) {
      wishes = (
        try Self.required("roomId", request.query) { RoomID($0) },
        try Self.required("userId", request.query, ClientID.init),
        try Self.required("userName", request.query, DisplayName.init),
        try Self.single("token", request.query).map(Token.init(presented:))
      )
    } catch {
      return gate.refuse(error)
    }
    return gate.open(
      request, handshake, answering: handshake.plainSubprotocol,
      isForMembers: wishes.room.isMembersOnly
    ) { identity, caller, now throws(Refusal) in
      var generator = SystemEntropy()
      let admittance = try services.hub.enter(
        wishes.room,
        Newcomer(
          dialect: .nodeWS, clientID: wishes.user, profile: Profile(name: wishes.name.text),
          identity: identity, token: wishes.token, address: caller.key),
        at: now, using: &generator)
      return SocketGate.Way(
        entrance: .member(admittance.ticket), replaced: admittance.replaced)
    }
  }

  private static func required<Name>(
    _ key: String, _ query: Query, _ make: (String) -> Name?
  ) throws(RequestProblem) -> Name {
    guard let text = try single(key, query), !text.isEmpty else {
      throw RequestProblem(
        description: "\(key) is missing: connect to /?roomId=…&userId=…&userName=…")
    }
    guard let name = make(text) else {
      throw RequestProblem(description: NameRule.complaint(about: key))
    }
    return name
  }

  private static func single(
    _ key: String, _ query: Query
  ) throws(RequestProblem) -> String? {
    let values = query.all(key)
    guard values.count <= 1 else {
      throw RequestProblem(description: "\(key) occurs twice in the query")
    }
    return values.first
  }
}
