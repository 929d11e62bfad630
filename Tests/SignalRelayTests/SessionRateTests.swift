import Signaling
import Testing
import WebSocketCore

@testable import SignalRelay

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
