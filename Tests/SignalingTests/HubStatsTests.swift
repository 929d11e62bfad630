import Testing

@testable import Signaling

@Suite struct HubStatsTests {
  @Test func aRoomNobodyIsInIsEmpty() {
    #expect(Hub.make().clients(in: .make()) == [])
    #expect(Hub.make().rooms().isEmpty)
    #expect(Hub.make().roomCount == 0)
  }

  @Test func roomsAreSortedAndListEverybodyInJoinOrder() throws {
    let stage = Stage.make()
    var expected: [String: [ClientID]] = [:]
    for index in 0..<200 {
      let name = "room \(index * 7 % 50)"
      let id =
        index % 3 == 0
        ? try stage.join(name).clientID
        : index % 3 == 1
          ? try stage.enter(name).clientID : try stage.arrive(name).membership.clientID
      expected[name, default: []].append(id)
    }
    let rooms = stage.hub.rooms()
    #expect(rooms.map(\.id.rawValue) == expected.keys.sorted())
    for room in rooms { #expect(room.clients == expected[room.id.rawValue]) }
    #expect(stage.hub.roomCount == 50)
  }

  @Test func roomsAreSortedByTheirBytesWhichNoNameMakesSlow() throws {
    let stage = Stage.make()
    for name in ["e", "\u{E9}", "e\u{302}", "f"] { _ = try stage.join(name) }
    // As text, which compares canonical forms, both accented letters come before the f.
    #expect(stage.hub.rooms().map(\.id.rawValue) == ["e", "e\u{302}", "f", "\u{E9}"])
  }

  @Test func joinOrderSurvivesLeavingAndClaiming() throws {
    let stage = Stage.make()
    let seats = try (0..<6).map { _ in try stage.join() }
    _ = stage.attach(try stage.claim(seats[4]))
    _ = try stage.hub.leave(seats[1].clientID, from: .make(), token: nil)
    stage.hub.abandon(try stage.claim(seats[2]), at: stage.now)
    _ = try stage.hub.leave(seats[0].clientID, from: .make(), token: nil)
    #expect(stage.clients() == [2, 3, 4, 5].map { seats[$0].clientID })
  }

  @Test func aRoomIsDeletedWithItsLastClientWhicheverWayItGoes() throws {
    let stage = Stage.make()
    let seat = try stage.join("a")
    _ = try stage.hub.leave(seat.clientID, from: .make("a"), token: nil)
    _ = stage.hub.detach(try stage.arrive("b").membership, reason: .closed)
    stage.hub.abandon(try stage.enter("c"), at: stage.now)
    _ = try stage.join("d")
    stage.seconds = 120
    _ = stage.expire()
    #expect(stage.hub.roomCount == 0)
    #expect(stage.hub.rooms().isEmpty)
  }
}
