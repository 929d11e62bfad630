import JSONEnvelope
import Signaling

/// The body of a request to `/api/rooms/…`, with the field names of the Go hub.
struct RoomRequest: RequestBody {
  let roomID: RoomID?
  let clientID: ClientID?
  let token: Token?
  let profile: Profile

  init() {
    roomID = nil
    clientID = nil
    token = nil
    profile = Profile()
  }

  init(_ scanner: borrowing EnvelopeScanner, _ text: Span<UInt8>) throws(RequestProblem) {
    roomID = try scanner.name("roomId", in: text) { RoomID($0) }
    clientID = try scanner.name("ClientId", in: text, ClientID.init)
    token = try scanner.string("token", in: text).map(Token.init(presented:))
    profile = Profile(
      name: try scanner.name("name", in: text, DisplayName.init)?.text,
      metadata: try scanner.metadata(in: text))
  }
}
