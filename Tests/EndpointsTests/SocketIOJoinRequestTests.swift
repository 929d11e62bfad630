import Signaling
import Testing

@testable import Endpoints

@Suite struct SocketIOJoinRequestTests {
  private static func read(_ body: String) throws(RequestProblem) -> SocketIOJoinRequest {
    try BodyReader().read(Array(body.utf8))
  }

  @Test func allMembersAreRead() throws {
    let request = try Self.read(
      #"{"room_name":"r","peer_id":"p","username":"Ada","token":"t","other":1}"#)
    #expect(request.roomID == RoomID("r"))
    #expect(request.clientID == ClientID("p"))
    #expect(request.name == "Ada")
    #expect(request.token?.secret == "t")
  }

  @Test(arguments: [
    "", "{}", #"{"room_name":null,"peer_id":null,"username":null,"token":null}"#,
    #"{"username":""}"#,
  ])
  func membersMayBeAbsent(body: String) throws {
    let request = try Self.read(body)
    #expect(request.roomID == nil && request.clientID == nil)
    #expect(request.name == nil && request.token == nil)
  }

  @Test(arguments: [
    #"{"peer_id":7}"#, #"{"peer_id":"a\u0000"}"#, #"{"room_name":""}"#, #"{"username":"\u007f"}"#,
    #"{"peer_id":"a","peer_id":"b"}"#, #"{"peer_id":"a","PEER_ID":"b"}"#, #"{"token":{}}"#, "[]",
    #"{"peer_id":"a""#, #"{"username":["A"]}"#,
  ])
  func badOnesAreRefused(body: String) {
    #expect(throws: RequestProblem.self) { try Self.read(body) }
  }
}
