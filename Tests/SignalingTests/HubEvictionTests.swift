import Testing

@testable import Signaling

@Suite struct HubEvictionTests {
  @Test func aBoundClientIsTakenOutAndTheOthersAreTold() throws {
    let stage = Stage.make()
    let first = try stage.arrive()
    let ada = try stage.arrive(as: .make())
    _ = try stage.join()
    let departure = try #require(stage.hub.evict(.make(), from: .make()))
    #expect(departure.clientID == .make())
    #expect(departure.reason == .removed)
    #expect(departure.connection == ada.membership.connection)
    #expect(departure.connections == [first.membership.connection])
    #expect(stage.clients().count == 2)
    #expect(stage.hub.admission.clients == 2)
    #expect(stage.hub.detach(ada.membership, reason: .closed) == nil)
  }

  @Test func aSeatAndAHandshakeAreTakenOutAndNobodyIsTold() throws {
    let stage = Stage.make()
    _ = try stage.arrive()
    let seat = try stage.join(as: .make("seat")).seat
    let ticket = try stage.enter(as: .make("binding")).ticket
    let claimed = try stage.claim(try stage.join(as: .make("claimed")).seat)
    for name in ["seat", "binding", "claimed"] {
      let departure = try #require(stage.hub.evict(.make(name), from: .make()))
      #expect(departure.connection == nil)
      #expect(departure.recipients.isEmpty)
    }
    #expect(stage.attach(ticket) == nil)
    #expect(stage.attach(claimed) == nil)
    #expect(refusal { () throws(Refusal) in try stage.claim(seat) } == .clientNotFound)
    #expect(stage.hub.admission.clients == 1)
    stage.seconds = 120
    #expect(stage.expire() == 0)
  }

  @Test func whoIsNotThereIsNotTakenOut() throws {
    let stage = Stage.make()
    _ = try stage.arrive()
    #expect(stage.hub.evict(.make("nobody"), from: .make()) == nil)
    #expect(stage.hub.evict(.make("nobody"), from: .make("nowhere")) == nil)
    #expect(stage.hub.admission.clients == 1)
  }

  @Test func clearingARoomTakesOutEverybodyAndTheRoom() throws {
    let stage = Stage.make()
    let first = try stage.arrive()
    _ = try stage.join()
    let second = try stage.arrive()
    let other = try stage.arrive("other")
    let departures = stage.hub.clear(.make())
    #expect(departures.map(\.reason) == [.removed, .removed, .removed])
    #expect(
      departures.map(\.connection) == [
        first.membership.connection, nil, second.membership.connection,
      ])
    #expect(departures.map(\.connections) == [[second.membership.connection], [], []])
    #expect(stage.clients().isEmpty)
    #expect(stage.hub.snapshots().map(\.id) == [.make("other")])
    #expect(stage.hub.admission.clients == 1)
    #expect(stage.hub.clear(.make()).isEmpty)
    #expect(other.membership.route().routing == .several)
  }

  @Test func anEvictedClientMayComeBack() throws {
    let stage = Stage.make()
    let old = try stage.arrive(as: .make())
    _ = stage.hub.evict(.make(), from: .make())
    let new = try stage.arrive(as: .make())
    #expect(stage.hub.detach(old.membership, reason: .removed) == nil)
    #expect(stage.clients() == [.make()])
    #expect(old.membership.route().routing == .senderGone)
    #expect(new.membership.route().routing == .several)
  }
}
