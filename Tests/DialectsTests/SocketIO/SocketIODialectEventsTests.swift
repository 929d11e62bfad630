import Testing

@testable import Dialects
@testable import Signaling

@Suite struct SocketIODialectEventsTests {
  private static func peer(_ id: String, _ name: String?, _ joinedAt: Int64) -> Peer {
    Peer(
      clientID: ClientID(lookup: id), profile: Profile(name: name), joinedAt: joinedAt,
      dialect: .socketIO)
  }

  private static let alice = peer("peer-001", "Alice", 1_705_314_600_000)
  private static let bob = peer("peer-002", "Bob", 1_705_314_660_999)
  private static let room = RoomID("my-video-call")!
  private static let peers =
    #"[{"peer_id":"peer-001","username":"Alice","joined_at":"2024-01-15T10:30:00Z"},"#
    + #"{"peer_id":"peer-002","username":"Bob","joined_at":"2024-01-15T10:31:00Z"}]"#
  private static let updated =
    #"42["peer_list_updated",{"room_name":"my-video-call","peers":\#(peers),"total_peers":2}]"#

  @Test func aNewcomerIsToldTheWholeListTwice() {
    let arrival = Arrival(
      membership: Membership(
        room: Room(id: Self.room, createdAt: 0), clientID: Self.bob.clientID,
        connection: ConnectionID(rawValue: 1), dialect: .socketIO, profile: nil),
      token: Token(presented: "t"), peer: Self.bob, peers: [Self.alice], recipients: [])
    #expect(
      SocketIODialect.welcome(arrival).map(string) == [
        #"42["join_room_success",{"room_name":"my-video-call","peer_id":"peer-002","#
          + #""peers":\#(Self.peers),"total_peers":2}]"#,
        Self.updated,
      ])
  }

  @Test func everybodyIsToldTheListWhenSomebodyComesOrGoes() {
    let roster = Roster(roomID: Self.room, peers: [Self.alice, Self.bob])
    #expect(SocketIODialect.isPersonal == false)
    for receiver in [Self.alice, Self.bob] {
      let id = receiver.clientID
      #expect(SocketIODialect.joined(Self.bob, roster, for: id).map(string) == Self.updated)
      let other = Self.peer("p", nil, 0)
      #expect(SocketIODialect.left(other, .lost, roster, for: id).map(string) == Self.updated)
    }
  }

  @Test func peersWithoutANameAreCalledByTheirID() {
    let roster = Roster(roomID: RoomID("a\"b")!, peers: [Self.peer("x,\"1", nil, 0)])
    #expect(
      string(SocketIODialect.peerListUpdated(roster))
        == #"42["peer_list_updated",{"room_name":"a\"b","peers":[{"peer_id":"x,\"1","#
        + #""username":"x,\"1","joined_at":"1970-01-01T00:00:00Z"}],"total_peers":1}]"#)
  }

  @Test func aListWithNobodyIsAList() {
    #expect(
      string(SocketIODialect.peerListUpdated(Roster(roomID: RoomID("r")!, peers: [])))
        == #"42["peer_list_updated",{"room_name":"r","peers":[],"total_peers":0}]"#)
  }

  @Test func leaving() {
    #expect(
      string(SocketIODialect.leaveSucceeded(RoomID("r\\")!))
        == #"42["leave_room_success",{"room_name":"r\\"}]"#)
  }

  @Test func whatTheHubSaysIsAnEventAgain() {
    let name = "a\u{1}\"\\é🎥,]"
    let roster = Roster(roomID: Self.room, peers: [Self.peer(name, name, 1)])
    for packet in [
      SocketIODialect.peerListUpdated(roster),
      SocketIODialect.joinSucceeded(roster, as: ClientID(lookup: name)),
      SocketIODialect.leaveSucceeded(Self.room),
    ] {
      let read = EventRead.make(Array(packet.dropFirst(2)))
      #expect(read.reading.event.isMalformed == false)
      #expect(read.reading.event.name == .unknown)
    }
  }
}
