import Testing

@testable import Signaling

/// A bucket with its rate, as a reference that an expectation can use.
private final class Pail {
  let rate: Rate
  var bucket: TokenBucket

  init(_ rate: Rate, atSeconds seconds: Double) {
    self.rate = rate
    bucket = TokenBucket(rate, at: .make(seconds: seconds))
  }

  static func make(
    perSecond: Double, burst: Double, atSeconds seconds: Double = 0
  ) -> Pail {
    Pail(Rate(perSecond: perSecond, burst: burst), atSeconds: seconds)
  }

  var wait: Interval { bucket.wait(rate) }

  func take(at seconds: Double) -> Bool { take(at: .make(seconds: seconds)) }
  func take(at now: MonotonicTime) -> Bool { bucket.take(rate, at: now) }
  func hasToken(at seconds: Double) -> Bool { bucket.hasToken(rate, at: .make(seconds: seconds)) }

  /// How many of 1000 attempts succeed.
  func taken(at seconds: Double) -> Int { (0..<1000).filter { _ in take(at: seconds) }.count }
}

@Suite struct TokenBucketTests {
  @Test func startsWithItsBurstAndNoMore() {
    let pail = Pail.make(perSecond: 20, burst: 60, atSeconds: 5)
    #expect(pail.taken(at: 5) == 60)
  }

  @Test func refillsExactlyAtItsRate() {
    let pail = Pail.make(perSecond: 4, burst: 8)
    #expect(pail.taken(at: 0) == 8)
    #expect(pail.taken(at: 0.249) == 0)
    #expect(pail.taken(at: 0.25) == 1)
    #expect(pail.taken(at: 1) == 3)
    #expect(pail.taken(at: 2.5) == 6)
  }

  @Test func neverHoldsMoreThanItsBurst() {
    let pail = Pail.make(perSecond: 100, burst: 3)
    _ = pail.take(at: 0)
    #expect(pail.taken(at: 1_000_000) == 3)
    #expect(pail.bucket.level == 0)
  }

  @Test func partsOfATokenAreKept() {
    let pail = Pail.make(perSecond: 1, burst: 1)
    #expect(pail.take(at: 0))
    for tenth in 1..<10 {
      #expect(!pail.take(at: Double(tenth) / 10))
    }
    #expect(pail.take(at: 1.000_001))
  }

  @Test func aRefusedTakeTakesNothing() {
    let pail = Pail.make(perSecond: 1, burst: 1)
    #expect(pail.take(at: 0))
    #expect(!pail.take(at: 0.5))
    #expect(pail.bucket.level == 0.5)
  }

  @Test func timeThatStandsStillOrGoesBackGivesNothing() {
    let pail = Pail.make(perSecond: 1000, burst: 1, atSeconds: 10)
    #expect(pail.take(at: 10))
    #expect(!pail.take(at: 10))
    #expect(!pail.take(at: 3))
    // And time that went back is not counted a second time.
    #expect(!pail.take(at: 10))
  }

  @Test func askingTakesNothing() {
    let pail = Pail.make(perSecond: 1, burst: 1)
    #expect(pail.hasToken(at: 0))
    #expect(pail.hasToken(at: 0))
    #expect(pail.take(at: 0))
    #expect(!pail.hasToken(at: 0.9))
    #expect(pail.hasToken(at: 1))
  }

  @Test func waitIsTheTimeToTheNextToken() {
    let pail = Pail.make(perSecond: 0.5, burst: 1)
    #expect(pail.wait == .seconds(0))
    _ = pail.take(at: 0)
    #expect(pail.wait == .seconds(2))
    _ = pail.take(at: 0.5)
    #expect(pail.wait == .milliseconds(1500))
  }

  @Test(arguments: [1, 2, 3, 6, 7, 10, 11, 13, 20, 49, 60, 97, 300, 999], [1.0, 60])
  func afterTheWaitThereIsAToken(events: Int, seconds: Double) {
    let rate = Rate(perSecond: Double(events) / seconds, burst: Double(events))
    for start in [0.0, 0.1, 17, 86_400.333] {
      let pail = Pail(rate, atSeconds: start)
      var now = MonotonicTime.make(seconds: start)
      for _ in 0..<events { _ = pail.take(at: now) }
      for _ in 0..<20 {
        now = now + pail.wait
        #expect(pail.take(at: now), "\(rate) at \(now)")
      }
    }
  }

  @Test func overAnHourNoMoreThanBurstAndRatePass() {
    let pail = Pail.make(perSecond: 7, burst: 30)
    var generator = SeededGenerator(seed: 11)
    var nanoseconds: Int64 = 0
    var passed = 0
    while nanoseconds < 3_600_000_000_000 {
      if pail.take(at: MonotonicTime(nanoseconds: nanoseconds)) { passed += 1 }
      nanoseconds += Int64.random(in: 0..<50_000_000, using: &generator)
    }
    #expect(passed <= 7 * 3600 + 30)
    #expect(passed >= 7 * 3600 + 29)
  }

  @Test func aRateNextToZeroWaitsLongAndDoesNotTrap() {
    let pail = Pail.make(perSecond: 1e-12, burst: 1)
    _ = pail.take(at: 0)
    #expect(pail.wait > .seconds(86_400 * 365))
  }
}
