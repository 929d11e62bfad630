import Signaling
import Testing

@testable import SignalRelay

@Suite struct LoopStatisticsTests {
  @Test func aSumOverLoopsHasEveryNumberOfBoth() {
    var traffic = Traffic()
    for factor in [1, 10] {
      let statistics = LoopStatistics()
      statistics.connections.set(2 * factor)
      statistics.connectionsTotal.add(3 * factor)
      statistics.bytesReceived.add(4 * factor)
      statistics.bytesSent.add(5 * factor)
      statistics.queuedBytes.set(7 * factor)
      for _ in 0..<factor {
        statistics.countTurn(Interval(nanoseconds: 80_000))
        statistics.countRelayed(.offer, bytes: 100, deliveries: 6)
        statistics.countDropped(.rateLimited)
        statistics.countEnded(.slow)
      }
      statistics.add(to: &traffic)
    }
    #expect(traffic.connections == 22)
    #expect(traffic.connectionsTotal == 33)
    #expect(traffic.bytesReceived == 44)
    #expect(traffic.bytesSent == 55)
    #expect(traffic.deliveries == 66)
    #expect(traffic.bytesRelayed == 1_100)
    #expect(traffic.queuedBytes == 77)
    #expect(traffic.turnTime == Interval(nanoseconds: 880_000))
    #expect(traffic.turns == [0, 11, 0, 0, 0, 0, 0, 0, 0, 0, 0])
    #expect(traffic.relayed == [.offer: 11, .answer: 0, .candidate: 0, .other: 0])
    #expect(traffic.dropped[.rateLimited] == 11)
    #expect(traffic.ended[.slow] == 11)
  }

  @Test func everyReasonAndKindHasACounterOfItsOwn() {
    let statistics = LoopStatistics()
    for (index, kind) in Signal.Kind.allCases.enumerated() {
      for _ in 0...index { statistics.countRelayed(kind, bytes: 0, deliveries: 0) }
    }
    for (index, reason) in DropReason.allCases.enumerated() {
      for _ in 0...index { statistics.countDropped(reason) }
    }
    for (index, reason) in LeaveReason.allCases.enumerated() {
      for _ in 0...index { statistics.countEnded(reason) }
    }
    var traffic = Traffic()
    statistics.add(to: &traffic)
    #expect(Signal.Kind.allCases.map { traffic.relayed[$0] } == [1, 2, 3, 4])
    #expect(DropReason.allCases.map { traffic.dropped[$0] } == [1, 2, 3, 4, 5])
    #expect(LeaveReason.allCases.map { traffic.ended[$0] } == Array(1...LeaveReason.allCases.count))
  }

  @Test(arguments: [
    (0, 0), (50_000, 0), (50_001, 1), (1_000_000, 4), (99_999_999, 9), (100_000_001, 10),
    (60_000_000_000, 10),
  ])
  func aTurnCountsInTheBucketThatHoldsIt(_ nanoseconds: Int, _ bucket: Int) {
    let statistics = LoopStatistics()
    statistics.countTurn(Interval(nanoseconds: Int64(nanoseconds)))
    var traffic = Traffic()
    statistics.add(to: &traffic)
    #expect(traffic.turns.firstIndex(of: 1) == bucket)
    #expect(traffic.turns.reduce(0, +) == 1)
  }

  @Test func aGaugeIsReplacedAndACounterGrows() {
    let value = LoopStatistics.Value()
    value.add(5)
    value.add(-2)
    #expect(value.current == 3)
    value.set(1)
    #expect(value.current == 1)
  }
}
