import Testing

@testable import Dialects
@testable import Signaling

@Suite struct EngineSessionPollTests {
  @Test func onePollIsHeldAtATime() {
    var session = EngineSession.make(.polling)
    #expect(session.poll() == .hold)
    session.pollAnswered()
    #expect(session.poll() == .hold)
    #expect(session.poll() == .duplicate)
    #expect(session.phase == .closed)
    #expect(session.poll() == .refused)
  }

  @Test func aPollIsReleasedWhileTheClientWaitsToChangeOver() {
    var session = EngineSession.make(.polling)
    #expect(session.upgrade() == true)
    #expect(session.poll() == .hold)
    session.pollAnswered()
    #expect(session.take("2probe", over: .webSocket) == .answerProbe)
    #expect(session.poll() == .release)
    #expect(session.poll() == .release)
    #expect(session.take("5", over: .webSocket) == .upgraded)
    #expect(session.poll() == .refused)
    #expect(session.phase == .webSocket)
  }

  @Test func anAbandonedUpgradeLeavesThePollThatWasHeld() {
    var session = EngineSession.make(.polling)
    #expect(session.poll() == .hold)
    #expect(session.upgrade() == true)
    session.abandonUpgrade()
    #expect(session.poll() == .duplicate)
  }
}
