import Signaling
import Testing
import WebSocketCore

@testable import SignalRelay

@Suite struct SessionTimeTests {
  @Test func anUnfinishedMessageHasADeadlineFromItsFirstByte() {
    let subject = Subject.make()
    #expect(subject.deadline == nil)
    #expect(subject.feed([0x81]) == [])
    #expect(subject.deadline == .make(10))
    subject.pass(9)
    // More of the message does not move it.
    #expect(subject.feed([0x85]) == [])
    #expect(subject.deadline == .make(10))
    #expect(subject.tick() == .wait(until: .make(10)))
    subject.pass(1)
    #expect(
      subject.tick() == .end(.init(manner: .fail, code: .policyViolation, reason: .lost)))
  }

  @Test func aFinishedMessageLiftsTheDeadline() {
    let subject = Subject.make()
    let message = text("hello")
    #expect(subject.feed(Array(message.dropLast())) == [])
    #expect(subject.deadline != nil)
    #expect(subject.feed([message.last ?? 0]) == [.text("hello")])
    #expect(subject.deadline == nil)
  }

  @Test func theNextMessageBehindAFinishedOneHasADeadlineOfItsOwn() {
    let subject = Subject.make()
    let message = text("hello")
    #expect(subject.feed(Array(message.dropLast())) == [])
    subject.pass(8)
    #expect(subject.feed([message.last ?? 0] + message.prefix(4)) == [.text("hello")])
    #expect(subject.deadline == .make(18))
  }

  @Test func controlFramesBetweenFragmentsDoNotMoveTheDeadline() {
    let subject = Subject.make()
    #expect(subject.feed(text("a", fin: false)) == [])
    subject.pass(5)
    #expect(subject.feed(frame(.ping, [])) == [.pong([])])
    #expect(subject.deadline == .make(10))
  }

  @Test func aSilentClientIsPingedAndThenLost() {
    let subject = Subject.make()
    #expect(subject.tick() == .wait(until: .make(15)))
    subject.pass(15)
    #expect(subject.tick() == .ping)
    #expect(subject.tick() == .wait(until: .make(20)))
    subject.pass(5)
    #expect(subject.tick() == .end(.init(manner: .fail, code: .lost, reason: .lost)))
  }

  @Test func anyBytesAreASignOfLife() {
    let subject = Subject.make()
    subject.pass(15)
    #expect(subject.tick() == .ping)
    subject.pass(4)
    #expect(subject.feed([0x81]) == [])
    subject.pass(4)
    #expect(subject.tick() == .wait(until: .make(29)))
  }

  @Test func relayingToASilentClientPingsItOnce() {
    let subject = Subject.make()
    #expect(!subject.probe())
    subject.pass(5.001)
    #expect(subject.probe())
    #expect(!subject.probe())
    #expect(subject.tick() == .wait(until: .make(10.001)))
  }
}
