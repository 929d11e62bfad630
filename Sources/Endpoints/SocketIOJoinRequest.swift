import JSONEnvelope
import Signaling

/// The body of `POST /api/webrtc/rooms/{name}/join`, with the field names of the Socket.IO server.
struct SocketIOJoinRequest: RequestBody {
  /// The room, which the path names too.
  let roomID: RoomID?
  /// The name that the client asks for.
  let clientID: ClientID?
  /// How it is shown; nil for an empty one.
  let name: String?
  /// That of whoever holds the name now, to take its place.
  let token: Token?

  init() {
    roomID = nil
    clientID = nil
    name = nil
    token = nil
  }

  init(_ scanner: borrowing EnvelopeScanner, _ text: Span<UInt8>) throws(RequestProblem) {
    roomID = try scanner.name("room_name", in: text) { RoomID($0) }
    clientID = try scanner.name("peer_id", in: text, ClientID.init)
    name = try scanner.name("username", in: text, DisplayName.init)?.text
    token = try scanner.string("token", in: text).map(Token.init(presented:))
  }
}
