import Signaling
import Testing

@testable import SignalRelay

@Suite struct LivenessTests {
  private enum Step {
    case heard
    case tick(Liveness.Verdict)
    case probe(Bool)
  }

  private static let timing = Liveness.Timing()

  /// Plays steps at their seconds.
  private func play(_ steps: [(Double, Step)]) {
    var liveness = Liveness(now: .make())
    for (seconds, step) in steps {
      let now = MonotonicTime.make(seconds)
      switch step {
      case .heard: liveness.heard(at: now)
      case .tick(let expected):
        #expect(liveness.tick(at: now, Self.timing) == expected, "at \(seconds) s")
      case .probe(let expected):
        #expect(liveness.probe(at: now, Self.timing) == expected, "at \(seconds) s")
      }
    }
  }

  @Test func silenceIsPingedAfter15SecondsAndLost5SecondsLater() {
    play([
      (0, .tick(.wait(until: .make(15)))), (14.999, .tick(.wait(until: .make(15)))),
      (15, .tick(.ping)), (15, .tick(.wait(until: .make(20)))),
      (19.999, .tick(.wait(until: .make(20)))), (20, .tick(.lost)),
    ])
  }

  @Test func anyByteStartsTheSilenceAnew() {
    play([
      (10, .heard), (15, .tick(.wait(until: .make(25)))), (25, .tick(.ping)), (29, .heard),
      (30, .tick(.wait(until: .make(44)))), (44, .tick(.ping)), (49, .tick(.lost)),
    ])
  }

  @Test func aRelayProbesAtOnceAfterMoreThan5SecondsOfSilence() {
    play([(5, .probe(false)), (5.001, .probe(true)), (10, .tick(.wait(until: .make(10.001))))])
  }

  @Test func aPeerThatWasProbedIsLost5SecondsLater() {
    play([(6, .probe(true)), (11, .tick(.lost))])
  }

  @Test func aPeerThatWaitsForItsAnswerIsNotPingedAgain() {
    play([(6, .probe(true)), (7, .probe(false)), (10.9, .probe(false)), (11, .tick(.lost))])
    play([(15, .tick(.ping)), (16, .probe(false)), (20, .tick(.lost))])
  }

  @Test func anAnswerToAProbeStartsTheSilenceAnew() {
    play([
      (6, .probe(true)), (7, .heard), (11, .tick(.wait(until: .make(22)))), (12, .probe(false)),
    ])
  }
}
