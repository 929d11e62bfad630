import Testing

@testable import Signaling

@Suite struct HubLeaveTests {
  @Test func aSeatLeavesByItsNameAndNobodyIsTold() throws {
    let stage = Stage.make()
    _ = try stage.arrive()
    let seat = try stage.join()
    let departure = try stage.hub.leave(seat.clientID, from: seat.roomID, token: nil)
    #expect(departure.clientID == seat.clientID && departure.roomID == seat.roomID)
    #expect(departure.reason == .left)
    #expect(departure.connection == nil)
    #expect(departure.connections.isEmpty)
    #expect(stage.hub.admission.clients == 1)
  }

  @Test func aBoundClientLeavesWithItsTokenAndTheOthersAreToldInJoinOrder() throws {
    let stage = Stage.make()
    let arrivals = try (0..<3).map { _ in try stage.arrive() }
    _ = try stage.join()
    let departure = try stage.hub.leave(
      arrivals[1].membership.clientID, from: .make(), token: arrivals[1].token)
    #expect(departure.connection == arrivals[1].membership.connection)
    #expect(
      departure.connections == [
        arrivals[0].membership.connection, arrivals[2].membership.connection,
      ]
    )
  }

  @Test func aBoundClientAndAHandshakeNeedTheToken() throws {
    let stage = Stage.make()
    let bound = try stage.arrive()
    let entering = try stage.enter()
    for id in [bound.membership.clientID, entering.clientID] {
      #expect(
        refusal { () throws(Refusal) in try stage.hub.leave(id, from: .make(), token: nil) }
          == .tokenMissing)
      #expect(
        refusal { () throws(Refusal) in try stage.hub.leave(id, from: .make(), token: .make()) }
          == .wrongToken)
    }
    #expect(stage.clients().count == 2)
  }

  @Test func aTokenThatIsShownForASeatMustBeRight() throws {
    let stage = Stage.make()
    let seat = try stage.join()
    #expect(
      refusal { () throws(Refusal) in
        try stage.hub.leave(seat.clientID, from: .make(), token: .make(""))
      } == .wrongToken)
    _ = try stage.hub.leave(seat.clientID, from: .make(), token: seat.token)
  }

  @Test func whoIsNotThereIsNotFound() throws {
    let stage = Stage.make()
    let seat = try stage.join()
    _ = try stage.hub.leave(seat.clientID, from: .make(), token: nil)
    #expect(
      refusal { () throws(Refusal) in
        try stage.hub.leave(seat.clientID, from: .make(), token: nil)
      } == .clientNotFound)
    #expect(stage.hub.admission.clients == 0)
  }

  @Test func aHandshakeThatLeavesWasNeverAnnounced() throws {
    let stage = Stage.make()
    _ = try stage.arrive()
    let ticket = try stage.enter()
    let departure = try stage.hub.leave(ticket.clientID, from: .make(), token: ticket.token)
    #expect(departure.connections.isEmpty && departure.connection == nil)
  }

  @Test func leavingWorksWhileTheHubDrains() throws {
    let stage = Stage.make()
    let seat = try stage.join()
    stage.hub.startDraining()
    _ = try stage.hub.leave(seat.clientID, from: .make(), token: nil)
  }
}
