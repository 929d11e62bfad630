import Testing

@testable import Signaling

@Suite struct HubDrainingTests {
  @Test func aDrainingHubTakesNobodyAndKeepsWhoIsThere() throws {
    let stage = Stage.make()
    let seat = try stage.join()
    let ticket = try stage.enter()
    let arrival = try stage.arrive()
    #expect(!stage.hub.isDraining)
    stage.hub.startDraining()
    #expect(stage.hub.isDraining)
    #expect(refusal { () throws(Refusal) in try stage.join() } == .draining)
    #expect(refusal { () throws(Refusal) in try stage.enter() } == .draining)
    #expect(refusal { () throws(Refusal) in try stage.claim(seat) } == .draining)
    #expect(stage.hub.admission.clients == 3)
    #expect(arrival.membership.route().routing == .several)
    #expect(stage.attach(ticket) != nil)
    #expect(stage.hub.detach(arrival.membership, reason: .restarting) != nil)
  }
}
