import Signaling
import Testing
import WebSocketCore

@testable import SignalRelay

@Suite struct EndingTests {
  @Test(arguments: [
    (Ending.left, UInt16(1000), LeaveReason.left), (.slow, 1008, .slow), (.lost, 4408, .lost),
    (.rateLimited, 4429, .rateLimited), (.restarting, 1012, .restarting),
    (.binary, 1003, .protocolError), (.unfinished, 1008, .lost),
    (.failing(.messageTooBig, "too big"), 1009, .protocolError),
    (.answering(.goingAway), 1001, .closed),
  ])
  func whatTheClientIsToldAndWhatItsPeersAreTold(
    _ ending: Ending, _ code: UInt16, _ reason: LeaveReason
  ) {
    #expect(ending.code?.rawValue == code)
    #expect(ending.reason == reason)
    #expect(ending.text.utf8CodeUnitCount <= 123, "RFC 6455 5.5: a close frame holds 125 bytes")
  }

  @Test func aClosedSocketIsToldNothing() {
    #expect(
      Ending.disconnected.essence == .init(manner: .abrupt, code: nil, reason: .closed))
    #expect(Ending.broken.essence == .init(manner: .abrupt, code: nil, reason: .lost))
  }

  @Test func anEmptyCloseIsAnsweredWithAnEmptyOne() {
    #expect(Ending.answering(nil).code == nil)
    #expect(Ending.answering(nil).manner == .answer)
  }
}
