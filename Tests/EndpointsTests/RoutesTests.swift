import HTTPCore
import Signaling
import Testing

@testable import Endpoints

@Suite struct RoutesTests {
  @Test(
    arguments: [
      ("/ws", Dialect.native), ("/webrtc", .serverpod), ("/api/chat/realtime/c", .dysonNetwork),
      ("/sphere/chat/realtime/c", .dysonNetwork),
      ("/?roomId=r&userId=u&userName=n", .nodeWS),
      ("/socket.io/?EIO=4&transport=websocket", .socketIO),
    ])
  func aProtocolThatIsOffHasNoPath(target: String, dialect: Dialect) async {
    let others = Set(Dialect.allCases).subtracting([dialect])
    let off = await Desk.make(dialects: others).answer(
      to: .make(.get, target, Request.handshake))
    #expect(off.status == .notFound)
    let on = await Desk.make(dialects: [dialect]).answer(
      to: .make(.get, target, Request.handshake))
    #expect(on.status != .notFound)
  }

  @Test func whatBelongsToNoProtocolIsAlwaysThere() {
    let desk = Desk.make(dialects: [])
    for path in ["/metrics", "/api/health", "/api/rooms"] {
      #expect(desk.get(path).status == .ok)
    }
  }
}
