import Testing

@testable import Dialects
@testable import Signaling

@Suite struct EngineSessionTests {
  @Test(arguments: [EngineTransport.polling, .webSocket])
  func messagesAreFoundInTheirPackets(transport: EngineTransport) {
    var session = EngineSession.make(transport)
    #expect(session.take("40", over: transport) == .message(1..<2))
    #expect(session.take("42[\"signal\",{}]", over: transport) == .message(1..<15))
    #expect(session.take("4", over: transport) == .message(1..<1))
    #expect(session.take("6", over: transport) == .noop)
    #expect(session.take("3", over: transport) == .heard)
  }

  @Test(arguments: [EngineTransport.polling, .webSocket])
  func closeEndsTheSessionAndWhatFollowsIsNothing(transport: EngineTransport) {
    var session = EngineSession.make(transport)
    #expect(session.take("1", over: transport) == .close)
    #expect(session.phase == .closed)
    for packet in ["40", "1", "3", "abc", ""] {
      #expect(session.take(packet, over: transport) == .noop)
    }
    #expect(session.tick(at: 1_000) == .wait(until: .distantFuture))
  }

  @Test(
    arguments: [
      ("", .emptyPacket), ("7", .unknownPacket), ("abc", .unknownPacket), ("/", .unknownPacket),
      (":", .unknownPacket), ("\u{0}", .unknownPacket), ("{}", .unknownPacket),
      ("é", .unknownPacket), ("bAQID", .binary), ("b", .binary), ("0", .hubPacket),
      (#"0{"sid":"a"}"#, .hubPacket), ("2", .hubPacket), ("2probe", .hubPacket),
      ("1x", .unexpectedText), ("3probe", .unexpectedText), ("6 ", .unexpectedText),
      ("5x", .unexpectedText), ("5", .unexpectedUpgrade),
    ] as [(String, EngineViolation)])
  func whatIsIllegalEndsTheSession(packet: String, violation: EngineViolation) {
    for transport in [EngineTransport.polling, .webSocket] {
      var session = EngineSession.make(transport)
      #expect(session.take(packet, over: transport) == .violation(violation))
      #expect(session.phase == .closed)
    }
  }

  @Test func pollingIsOverOnceAWebSocketIsTheTransport() {
    var session = EngineSession.make(.webSocket)
    #expect(session.take("40", over: .polling) == .refused)
    #expect(session.phase == .webSocket)
    #expect(session.poll() == .refused)
    #expect(session.upgrade() == false)
  }

  @Test func oneUpgradeAfterTheOther() {
    var session = EngineSession.make(.polling)
    #expect(session.upgrade() == true)
    #expect(session.upgrade() == false)
    #expect(session.take("2probe", over: .webSocket) == .answerProbe)
    #expect(session.take("40", over: .polling) == .message(1..<2))
    #expect(session.phase == .probing)
    #expect(session.take("5", over: .webSocket) == .upgraded)
    #expect(session.phase == .webSocket)
    #expect(session.take("40", over: .webSocket) == .message(1..<2))
    #expect(session.take("40", over: .polling) == .refused)
    #expect(session.upgrade() == false)
  }

  @Test(arguments: ["", "2", "2prob", "2probe ", "2PROBE", "3probe", "5", "40", "1", "6", "bAQID"])
  func anUpgradeThatDoesNotProbeIsDroppedAndPollingGoesOn(packet: String) {
    var session = EngineSession.make(.polling)
    #expect(session.upgrade() == true)
    #expect(session.take(packet, over: .webSocket) == .dropSocket(.badProbe))
    #expect(session.phase == .polling)
    #expect(session.take("40", over: .polling) == .message(1..<2))
    #expect(session.upgrade() == true, "another upgrade may follow")
  }

  @Test(arguments: ["", "2probe", "55", "5 ", "40", "1", "3"])
  func anUpgradeThatIsNotCompletedIsDropped(packet: String) {
    var session = EngineSession.make(.polling)
    #expect(session.upgrade() == true)
    #expect(session.take("2probe", over: .webSocket) == .answerProbe)
    #expect(session.take(packet, over: .webSocket) == .dropSocket(.badProbe))
    #expect(session.phase == .polling)
  }

  @Test func aDroppedUpgradeHasToProbeAgain() {
    var session = EngineSession.make(.polling)
    #expect(session.upgrade() == true)
    #expect(session.take("2probe", over: .webSocket) == .answerProbe)
    session.abandonUpgrade()
    #expect(session.phase == .polling)
    #expect(session.take("5", over: .webSocket) == .dropSocket(.badProbe))
    #expect(session.upgrade() == true)
    #expect(session.take("5", over: .webSocket) == .dropSocket(.badProbe))
  }

  @Test func aSocketThatClosesAfterItsUpgradeIsNotAnAbandonedOne() {
    var session = EngineSession.make(.webSocket)
    session.abandonUpgrade()
    #expect(session.phase == .webSocket)
    #expect(session.take("1", over: .webSocket) == .close)
    session.abandonUpgrade()
    #expect(session.phase == .closed)
  }
}
