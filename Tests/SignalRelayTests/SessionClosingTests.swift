import Signaling
import Testing
import WebSocketCore

@testable import SignalRelay

@Suite struct SessionClosingTests {
  @Test func behindOurCloseOnlyTheClientsCloseCounts() {
    let subject = Subject.make()
    subject.end(.left)
    #expect(!subject.isOpen)
    let input =
      text("late") + frame(.ping, [1]) + frame(.pong, []) + frame(.binary, [1])
      + closeFrame(.normalClosure)
    #expect(subject.feed(input) == [.ignore, .ignore, .ignore, .ignore, .finished])
  }

  @Test func framesBehindOurCloseAreNotHeldAgainstTheRate() {
    let subject = Subject.make(.make(rate: Rate(perSecond: 1, burst: 1)))
    subject.end(.left)
    let input = text("1") + text("2") + text("3") + closeFrame(.normalClosure)
    #expect(subject.feed(input) == [.ignore, .ignore, .ignore, .finished])
  }

  @Test func aClientThatNeverAnswersOurCloseExpires() {
    let subject = Subject.make()
    subject.end(.left)
    #expect(subject.tick() == .wait(until: .make(5)))
    subject.pass(4.9)
    #expect(subject.feed(text("still here")) == [.ignore])
    #expect(subject.tick() == .wait(until: .make(5)))
    subject.pass(0.1)
    #expect(subject.tick() == .expire)
  }

  @Test func aClosingClientIsNeitherPingedNorLost() {
    var policy = Session.Policy.make()
    policy.closeWithin = .seconds(3_600)
    let subject = Subject.make(policy)
    subject.end(.left)
    subject.pass(1_000)
    #expect(subject.tick() == .wait(until: .make(3_600)))
  }

  @Test func aRuleBrokenBehindOurCloseFails() {
    let subject = Subject.make()
    subject.end(.left)
    #expect(
      subject.feed(FrameWriter.text("unmasked")) == [
        .end(.init(manner: .fail, code: .protocolError, reason: .protocolError))
      ])
  }

  @Test(arguments: [Ending.answering(nil), .failing(.protocolError, "x"), .lost])
  func afterAnAnswerOrAFailureNothingIsRead(_ ending: Ending) {
    let subject = Subject.make()
    subject.end(ending)
    #expect(subject.feed(text("late") + closeFrame(nil)) == [])
    subject.pass(5)
    #expect(subject.tick() == .expire)
  }

  @Test func onlyAFailureLingers() {
    let endings = [(Ending.failing(.protocolError, ""), true), (.answering(nil), false)]
    for (ending, expected) in endings {
      let subject = Subject.make()
      subject.end(ending)
      guard case .finishing(_, let lingering) = subject.session.phase else {
        Issue.record("not finishing")
        return
      }
      #expect(lingering == expected)
    }
  }

  @Test func theClientsAnswerStartsTheLastPhase() {
    let subject = Subject.make()
    subject.end(.left)
    subject.pass(2)
    #expect(subject.feed(closeFrame(.normalClosure)) == [.finished])
    subject.session.finish(at: subject.now, subject.policy)
    #expect(subject.tick() == .wait(until: .make(7)))
    subject.pass(5)
    #expect(subject.tick() == .expire)
  }

  @Test func anEndUnderWayIsNotTakenBack() {
    // A REST leave or a drain may come while a connection is already ending.
    for second in [Ending.left, .restarting, .slow] {
      let firsts = [(Ending.failing(.protocolError, ""), true), (.answering(nil), false)]
      for (first, lingering) in firsts {
        let subject = Subject.make()
        subject.end(first)
        subject.pass(3)
        subject.end(second)
        guard case .finishing(.make(5), lingering) = subject.session.phase else {
          Issue.record("\(first) then \(second): \(subject.session.phase)")
          continue
        }
      }
      let subject = Subject.make()
      subject.end(.left)
      subject.pass(3)
      subject.end(second)
      #expect(subject.tick() == .wait(until: .make(5)), "a second end gives no second respite")
    }
  }

  @Test func anAbruptEndExpiresAtOnceWhateverTheClientIsUpTo() {
    for first in [Ending.left, .answering(nil), .failing(.protocolError, "")] {
      let subject = Subject.make()
      subject.end(first)
      subject.end(.broken)
      #expect(subject.tick() == .expire)
    }
  }

  @Test func anAnswerToAPingOfTheHubsOwnIsFree() {
    var policy = Session.Policy.make()
    policy.rate = Rate(perSecond: 1, burst: 2)
    let subject = Subject.make(policy)
    let pong = FrameWriter.pong(key: MaskingKey(rawValue: 7))
    for _ in 0..<10 {
      subject.session.pinged()
      #expect(subject.feed(pong) == [.ignore])
    }
    // One that nobody has asked for is a frame like any other.
    #expect(subject.feed(pong + pong + pong) == [.ignore, .ignore, .warn])
  }
}
