import Signaling
import Testing
import WebSocketCore

@testable import SignalRelay

/// A session with its policy and its time, driven by hand.
private final class Subject {
  /// An action with its bytes copied, to be compared.
  enum Seen: Equatable {
    case text(String)
    case binary([UInt8])
    case pong([UInt8])
    case warn
    case ignore
    case end(Ending.Essence)
    case finished
  }

  enum SeenTick: Equatable {
    case wait(until: MonotonicTime)
    case ping
    case end(Ending.Essence)
    case expire
  }

  var session: Session
  var policy: Session.Policy
  var now = MonotonicTime.make()

  private init(_ policy: Session.Policy) {
    self.policy = policy
    session = Session(now: now, policy: policy)
  }

  static func make(_ policy: Session.Policy = .make()) -> Subject { Subject(policy) }

  /// Feeds bytes, and answers what the session made of them, up to the first end.
  func feed(_ bytes: [UInt8]) -> [Seen] {
    session.heard(at: now)
    var bytes = bytes
    var seen: [Seen] = []
    unsafe bytes.withUnsafeMutableBytes { input in
      var position = 0
      while true {
        switch unsafe session.next(input, from: &position, at: now, policy) {
        case .wait: return
        case .message(let message, false):
          seen.append(.text(unsafe String(decoding: message, as: UTF8.self)))
        case .message(let message, true): seen.append(.binary(unsafe Array(message)))
        case .pong(let payload): seen.append(.pong(unsafe Array(payload)))
        case .warn: seen.append(.warn)
        case .ignore: seen.append(.ignore)
        case .end(let ending):
          seen.append(.end(ending.essence))
          return
        case .finished:
          seen.append(.finished)
          return
        }
      }
    }
    return seen
  }

  func tick() -> SeenTick {
    switch session.tick(at: now, policy) {
    case .wait(let until): .wait(until: until)
    case .ping: .ping
    case .end(let ending): .end(ending.essence)
    case .expire: .expire
    }
  }

  func probe() -> Bool { session.probe(at: now, policy) }

  func end(_ ending: Ending) { session.end(ending, at: now, policy) }

  func pass(_ seconds: Double) { now = now + Interval(nanoseconds: Int64(seconds * 1e9)) }

  var deadline: MonotonicTime? { session.messageDeadline(policy) }
  var isOpen: Bool { session.isOpen }
}

@Suite struct SessionInputTests {
  @Test func messagesOfOneReadComeInOrder() {
    let subject = Subject.make(.make(takesBinary: true))
    let input = text("one") + frame(.binary, [0, 255]) + text("") + text("grüß dich")
    #expect(
      subject.feed(input) == [.text("one"), .binary([0, 255]), .text(""), .text("grüß dich")])
  }

  @Test func anInputCutAnywhereGivesTheSameMessages() {
    let input =
      text("first") + text("be", fin: false) + frame(.ping, [7])
      + frame(.continuation, Array("hind".utf8)) + text("last")
    for cut in 0...input.count {
      let subject = Subject.make()
      let seen = subject.feed(Array(input[..<cut])) + subject.feed(Array(input[cut...]))
      #expect(
        seen == [.text("first"), .pong([7]), .text("behind"), .text("last")], "cut at \(cut)")
    }
  }

  @Test func aPingIsAnsweredWithItsPayload() {
    #expect(Subject.make().feed(frame(.ping, [1, 2, 3])) == [.pong([1, 2, 3])])
  }

  @Test func anUnaskedPongIsIgnored() {
    #expect(Subject.make().feed(frame(.pong, [1])) == [.ignore])
  }

  @Test func binaryEndsWith1003WhereOnlyTextIsTaken() {
    #expect(
      Subject.make().feed(frame(.binary, [1])) == [
        .end(.init(manner: .handshake, code: .unsupportedData, reason: .protocolError))
      ])
  }

  @Test(arguments: [nil, CloseCode.normalClosure, CloseCode(rawValue: 4999)])
  func theClientsCloseIsAnsweredWithItsOwnCode(_ code: CloseCode?) {
    #expect(
      Subject.make().feed(closeFrame(code, "bye")) == [
        .end(.init(manner: .answer, code: code, reason: .closed))
      ])
  }

  @Test(arguments: [
    (FrameWriter.text("unmasked"), CloseCode.protocolError),
    (frame(.text, [0xC0, 0xAF]), .invalidPayload),
    (frame(.text, [UInt8](repeating: 65, count: 11)), .messageTooBig),
    (
      text("a", fin: false) + frame(.continuation, [], fin: false) + frame(.continuation, []),
      .messageTooBig
    ),
  ])
  func aBrokenRuleFailsWithItsCode(_ input: [UInt8], _ code: CloseCode) {
    let subject = Subject.make(.make(messages: .init(messageBytes: 10, frames: 2)))
    #expect(
      subject.feed(input) == [.end(.init(manner: .fail, code: code, reason: .protocolError))])
  }
}

@Suite struct SessionRateTests {
  private static let rate = Rate(perSecond: 10, burst: 3)

  @Test func theFirstFrameAboveTheRateWarnsAndTheSecondEnds() {
    let subject = Subject.make(.make(rate: Self.rate))
    let burst = text("1") + text("2") + text("3")
    #expect(subject.feed(burst) == [.text("1"), .text("2"), .text("3")])
    #expect(subject.feed(text("dropped")) == [.warn])
    #expect(
      subject.feed(text("5")) == [
        .end(.init(manner: .handshake, code: .rateLimited, reason: .rateLimited))
      ])
  }

  @Test func theWarningStandsUntilTheBurstIsWholeAgain() {
    let subject = Subject.make(.make(rate: Self.rate))
    #expect(subject.feed(text("1") + text("2") + text("3") + text("4")).last == .warn)
    // Two tokens more: not yet a whole burst.
    subject.pass(0.2)
    #expect(subject.feed(text("5") + text("6")) == [.text("5"), .text("6")])
    #expect(subject.feed(text("7")).last?.isEnd == true)
  }

  @Test func aClientThatRestsUntilItsBurstIsWholeEarnsAnotherWarning() {
    let subject = Subject.make(.make(rate: Self.rate))
    #expect(subject.feed(text("1") + text("2") + text("3") + text("4")).last == .warn)
    subject.pass(0.31)
    #expect(subject.feed(text("5") + text("6") + text("7")).count == 3)
    #expect(subject.feed(text("8")) == [.warn])
    #expect(subject.feed(text("9")).last?.isEnd == true)
  }

  @Test func pingsAndPongsCountAgainstTheRate() {
    let subject = Subject.make(.make(rate: Self.rate))
    let flood = frame(.ping, []) + frame(.pong, []) + frame(.ping, []) + frame(.ping, [])
    #expect(subject.feed(flood) == [.pong([]), .ignore, .pong([]), .warn])
  }

  @Test func aSteadySenderAtTheRateIsNeverWarned() {
    let subject = Subject.make(.make(rate: Self.rate))
    for number in 0..<1_000 {
      #expect(subject.feed(text("\(number)")) == [.text("\(number)")])
      subject.pass(0.1001)
    }
  }

  @Test func withoutARateNothingIsEverTooMuch() {
    let subject = Subject.make(.make(rate: nil))
    for _ in 0..<1_000 { #expect(subject.feed(text("x")) == [.text("x")]) }
  }

  @Test func aCloseFrameIsNeverTooMuch() {
    let subject = Subject.make(.make(rate: Rate(perSecond: 1, burst: 1)))
    #expect(
      subject.feed(text("1") + closeFrame(.normalClosure)) == [
        .text("1"), .end(.init(manner: .answer, code: .normalClosure, reason: .closed)),
      ])
  }
}

extension Subject.Seen {
  fileprivate var isEnd: Bool {
    if case .end = self { true } else { false }
  }
}

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
