import Glibc
import Signaling
import Testing
import WebSocketCore

@testable import SignalRelay

@Suite(.serialized) struct EventLoopEndsTests {
  @Test func theClientsCloseIsEchoedAndTheSocketClosed() async throws {
    try await LoopSubject.with { subject in
      for code in [CloseCode.goingAway, nil] {
        let client = try subject.connect(over: .tcp)
        client.send(text("last") + closeFrame(code, "going"))
        #expect(try client.rest() == [.text("last"), .close(code?.rawValue)])
      }
      #expect(subject.diary.has("ended a closed"))
      #expect(subject.diary.has("closed"))
    }
  }

  @Test func ourCloseWaitsForTheClients() async throws {
    try await LoopSubject.with { subject in
      let client = try subject.connect(over: .tcp)
      client.send(text("bye"))
      #expect(try client.next() == .close(1000, "left"))
      #expect(client.isQuiet(milliseconds: 100), "the socket stays open for the answer")
      #expect(!subject.diary.all.contains("closed"))
      client.send(text("in flight") + closeFrame(.normalClosure))
      #expect(try client.next() == nil)
      #expect(subject.diary.has("closed"))
    }
  }

  @Test func aCloseFrameBehindTheMessageThatEndedTheSessionIsItsAnswer() async throws {
    // Times are long here: only the client's frame can end this soon.
    try await LoopSubject.with { subject in
      let client = try subject.connect()
      client.send(text("bye") + text("never echoed") + closeFrame(.normalClosure))
      #expect(try client.rest() == [.close(1000, "left")])
    }
  }

  @Test func aFrameCutBehindTheMessageThatEndedTheSessionIsReadOn() async throws {
    try await LoopSubject.with { subject in
      let close = closeFrame(.normalClosure)
      let client = try subject.connect()
      client.send(text("bye") + close.prefix(3))
      #expect(try client.next() == .close(1000, "left"))
      client.send(Array(close.dropFirst(3)))
      #expect(try client.next() == nil)
      #expect(subject.diary.all.filter { $0.hasPrefix("ended") } == ["ended a left"])
    }
  }

  @Test func aClientThatNeverAnswersOurCloseIsClosedInTime() async throws {
    try await LoopSubject.with({ $0.closeWithin = .milliseconds(100) }) { subject in
      let client = try subject.connect()
      client.send(text("bye"))
      let started = Clock.monotonic
      #expect(try client.rest() == [.close(1000, "left")])
      #expect(Clock.monotonic - started >= .milliseconds(80))
    }
  }

  @Test func aFailureClosesWithItsCodeThoughTheClientSendsOn() async throws {
    try await LoopSubject.with { subject in
      let client = try subject.connect(over: .tcp)
      let flood = [UInt8](repeating: 0x81, count: 100_000)
      client.send(FrameWriter.text("unmasked"))
      // More is in flight while the close frame travels: a reset now would eat it.
      for _ in 0..<50 { client.send(flood) }
      #expect(try client.next() == .close(1002, "unmasked frame"))
      #expect(try client.next() == nil)
      #expect(client.send(flood), "the other half is still open")
      #expect(subject.diary.has("ended a protocolError"))
      #expect(!subject.diary.all.contains("closed"))
      client.finishSending()
      #expect(subject.diary.has("closed"))
    }
  }

  @Test func aClientThatFailedAndStaysIsClosedInTime() async throws {
    try await LoopSubject.with({ $0.closeWithin = .milliseconds(100) }) { subject in
      let client = try subject.connect(over: .tcp)
      client.send([0xFF, 0xFF])
      #expect(try client.rest() == [.close(1002, "reserved bit set")])
      #expect(subject.diary.has("closed"))
    }
  }

  @Test func anUnfinishedMessageEndsInTime() async throws {
    try await LoopSubject.with({ $0.messageWithin = .milliseconds(100) }) { subject in
      let client = try subject.connect()
      client.send(Array(text("hello").dropLast()))
      #expect(try client.rest().first == .close(1008, "message not finished in time"))
      #expect(subject.diary.has("ended a lost"))
      client.finishSending()
    }
  }

  @Test func aClientThatGoesWithoutAWordIsNoticed() async throws {
    try await LoopSubject.with { subject in
      for kind in [SocketPair.Kind.unix, .tcp] {
        let client = try subject.connect("\(kind)", over: kind)
        client.finishSending()
        #expect(try client.next() == nil)
        #expect(subject.diary.has("ended \(kind) closed"))
      }
    }
  }
}
