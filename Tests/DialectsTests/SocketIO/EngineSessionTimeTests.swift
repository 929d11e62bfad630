import Testing

@testable import Dialects
@testable import Signaling

@Suite struct EngineSessionTimeTests {
  private static func connected(_ transport: EngineTransport = .webSocket) -> EngineSession {
    var session = EngineSession.make(transport)
    session.connected()
    return session
  }

  @Test func aPingIsDueTwentyFiveSecondsAfterTheStartAndAfterEachPong() {
    var session = Self.connected()
    #expect(session.tick(at: 0) == .wait(until: .at(25)))
    #expect(session.tick(at: 24) == .wait(until: .at(25)))
    #expect(session.tick(at: 25) == .sendPing)
    #expect(session.tick(at: 25) == .wait(until: .at(45)))
    #expect(session.take("3", over: .webSocket, at: 30) == .heard)
    #expect(session.tick(at: 30) == .wait(until: .at(55)))
    #expect(session.tick(at: 55) == .sendPing)
  }

  @Test func aPingThatIsNotAnsweredEndsTheSession() {
    var session = Self.connected()
    #expect(session.tick(at: 25) == .sendPing)
    #expect(session.tick(at: 44) == .wait(until: .at(45)))
    #expect(session.tick(at: 45) == .timedOut(.pong))
    #expect(session.phase == .closed)
    #expect(session.tick(at: 46) == .wait(until: .distantFuture))
  }

  @Test func messagesAreNoAnswerToAPing() {
    var session = Self.connected(.polling)
    #expect(session.tick(at: 25) == .sendPing)
    #expect(session.take("42[\"signal\",{}]", over: .polling, at: 44) == .message(1..<15))
    #expect(session.tick(at: 45) == .timedOut(.pong))
  }

  @Test func connectIsDueAfterFortyFiveSeconds() {
    var session = EngineSession.make(.webSocket)
    #expect(session.tick(at: 25) == .sendPing)
    #expect(session.take("3", over: .webSocket, at: 26) == .heard)
    #expect(session.tick(at: 44) == .wait(until: .at(45)))
    #expect(session.tick(at: 45) == .timedOut(.connect))
    #expect(session.phase == .closed)
  }

  @Test func theClosePacketIsDueFortyFiveSecondsAfterDisconnect() {
    var session = Self.connected()
    #expect(session.tick(at: 25) == .sendPing)
    session.disconnected(at: .at(26), EngineTiming())
    #expect(session.take("3", over: .webSocket, at: 26) == .heard)
    #expect(session.tick(at: 51) == .sendPing)
    #expect(session.take("3", over: .webSocket, at: 52) == .heard)
    #expect(session.tick(at: 71) == .timedOut(.connect))
  }

  @Test func anUpgradeHasTenSeconds() {
    var session = Self.connected(.polling)
    #expect(session.upgrade(at: 3) == true)
    #expect(session.tick(at: 3) == .wait(until: .at(13)))
    #expect(session.take("2probe", over: .webSocket, at: 12) == .answerProbe)
    #expect(session.tick(at: 12) == .wait(until: .at(13)))
    #expect(session.tick(at: 13) == .dropSocket)
    #expect(session.phase == .polling)
    #expect(session.tick(at: 13) == .wait(until: .at(25)))
  }

  @Test func anUpgradeThatIsCompleteHasNoDeadline() {
    var session = Self.connected(.polling)
    #expect(session.upgrade(at: 3) == true)
    #expect(session.take("2probe", over: .webSocket, at: 4) == .answerProbe)
    #expect(session.take("5", over: .webSocket, at: 4) == .upgraded)
    #expect(session.tick(at: 14) == .wait(until: .at(25)))
  }

  @Test func pingsGoOnDuringAnUpgrade() {
    var session = Self.connected(.polling)
    #expect(session.upgrade(at: 24) == true)
    #expect(session.tick(at: 25) == .sendPing)
    #expect(session.tick(at: 26) == .wait(until: .at(34)))
    #expect(session.take("3", over: .polling, at: 27) == .heard)
    #expect(session.tick(at: 34) == .dropSocket)
    #expect(session.tick(at: 34) == .wait(until: .at(52)))
  }

  @Test func timesAreParameters() {
    var timing = EngineTiming()
    timing.pingInterval = .seconds(1)
    timing.pingTimeout = .seconds(2)
    timing.connectWithin = .seconds(9)
    var session = EngineSession(.polling, at: .at(100), timing)
    #expect(session.tick(at: .at(100), timing) == .wait(until: .at(101)))
    #expect(session.tick(at: .at(101), timing) == .sendPing)
    #expect(session.tick(at: .at(103), timing) == .timedOut(.pong))
  }
}
