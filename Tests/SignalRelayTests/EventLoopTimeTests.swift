import Glibc
import Signaling
import Testing
import WebSocketCore

@testable import SignalRelay

@Suite(.serialized) struct EventLoopTimeTests {
  @Test func theRateWarnsOnceAndThenEnds() async throws {
    try await LoopSubject.with({ $0.messageRate = Rate(perSecond: 0.001, burst: 2) }) { subject in
      let client = try subject.connect()
      client.send(text("1") + text("2") + text("3"))
      #expect(try client.next() == .text("1"))
      #expect(try client.next() == .text("2"))
      #expect(subject.diary.has("warned a"))
      client.send(text("4") + closeFrame(.normalClosure))
      #expect(try client.rest() == [.close(4429, "rate-limited")])
      #expect(subject.diary.has("ended a rateLimited"))
      #expect(subject.traffic.dropped[.rateLimited] == 1)
    }
  }

  @Test func aSilentClientIsPingedAndStaysIfItAnswers() async throws {
    let times = { (configuration: inout SignalRelay.Configuration) in
      configuration.pingAfter = .milliseconds(60)
      configuration.pongWithin = .seconds(1)
    }
    try await LoopSubject.with(times) { subject in
      let client = try subject.connect()
      for _ in 0..<3 {
        #expect(try client.next() == .ping)
        client.send(frame(.pong, []))
      }
      client.send(text("here"))
      #expect(try client.next() == .text("here"))
    }
  }

  @Test func aHalfOpenClientIsPingedAndThenLost() async throws {
    let times = { (configuration: inout SignalRelay.Configuration) in
      configuration.pingAfter = .milliseconds(50)
      configuration.pongWithin = .milliseconds(50)
      configuration.closeWithin = .milliseconds(50)
    }
    try await LoopSubject.with(times) { subject in
      let client = try subject.connect()
      #expect(try client.rest() == [.ping, .close(4408, "lost")])
      #expect(subject.diary.has("ended a lost"))
      #expect(subject.diary.has("closed"))
    }
  }
}
