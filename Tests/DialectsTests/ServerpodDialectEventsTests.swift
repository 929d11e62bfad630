import Signaling
import Testing

@testable import Dialects

@Suite struct ServerpodDialectEventsTests {
  @Test func thePeersListNamesTheOthers() {
    let arrival = Arrival.make(
      room: "room-123", id: "user-abc", peers: [.make("user-def"), .make("user-ghi")])
    #expect(
      text(ServerpodDialect.welcome(arrival))
        == #"{"type":"peers_list","peers":["user-def","user-ghi"],"roomId":"room-123","#
        + #""sessionId":"user-abc"}"#)
    #expect(
      text(ServerpodDialect.welcome(.make(room: "test", id: "user1")))
        == #"{"type":"peers_list","peers":[],"roomId":"test","sessionId":"user1"}"#)
  }

  @Test func peerJoinedListsEverybodyButTheReceiver() {
    let roster = Roster.make(.make("user-def"), .make("me"), .make("user-xyz"))
    #expect(
      text(ServerpodDialect.joined(.make("user-xyz"), roster, for: ClientID(lookup: "me")))
        == #"{"type":"peer_joined","peerId":"user-xyz","peers":["user-def","user-xyz"]}"#)
    #expect(ServerpodDialect.isPersonal)
  }

  @Test func peerLeft() {
    #expect(
      text(
        ServerpodDialect.left(
          .make(#"a"b"#), .slow, .make(.make("me")), for: ClientID(lookup: "me")))
        == #"{"type":"peer_left","peerId":"a\"b"}"#)
  }

  @Test func errors() {
    let complaint = Complaint(.notInRoom, "join first")
    #expect(
      text(ServerpodDialect.error(complaint, reference: nil))
        == #"{"type":"error","code":"not-in-room","message":"join first"}"#)
    #expect(
      text(ServerpodDialect.error(complaint, reference: Array("7".utf8)))
        == #"{"type":"error","code":"not-in-room","message":"join first","ref":7}"#)
  }
}
