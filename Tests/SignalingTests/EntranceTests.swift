import Testing

@testable import Signaling

@Suite struct EntranceTests {
  private func giveBack(_ stage: Stage, _ entrance: Entrance) throws {
    try stage.hub.admission.openConnection()
    stage.hub.giveBack(entrance, at: stage.now)
    #expect(stage.hub.admission.connections == 0)
  }

  @Test func aMemberGivesItsPlaceBack() throws {
    let stage = Stage.make()
    try giveBack(stage, .member(try stage.enter()))
    #expect(stage.hub.roomCount == 0)
    #expect(stage.hub.admission.clients == 0)
  }

  @Test func aMembersSeatIsThereAgain() throws {
    let stage = Stage.make()
    let seat = try stage.join()
    try giveBack(stage, .member(try stage.claim(seat)))
    #expect(stage.hub.admission.clients == 1)
    _ = try stage.claim(seat)
  }

  @Test func aGuestIsNotCountedAnyMore() throws {
    let stage = Stage.make()
    try stage.hub.admission.admit(.make(), at: stage.now)
    try giveBack(stage, .guest(Guest(dialect: .serverpod, address: .make(), identity: nil)))
    #expect(stage.hub.admission.clients == 0)
  }

  @Test func anUpgradeHasTakenADescriptorAlone() throws {
    let stage = Stage.make()
    _ = try stage.enter()
    try giveBack(stage, .upgrade(sid: "sid"))
    #expect(stage.hub.admission.clients == 1)
  }
}
