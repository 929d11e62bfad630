import Glibc
import Signaling
import Testing
import WebSocketCore

@testable import SignalRelay

@Suite(.serialized) struct EventLoopDrainTests {
  @Test func aDrainTellsEverybodyAndEndsWithTheLastAnswer() async throws {
    let subject = try LoopSubject.make()
    let clients = try (0..<5).map { try subject.connect("\($0)") }
    async let drained = subject.drain(.seconds(20))
    try await onThread { () throws in
      for client in clients {
        // The drain begins when the pool of tasks has a thread to spare.
        #expect(try client.next(within: 60) == .close(1012, "restarting"))
        client.send(closeFrame(.serviceRestart))
        #expect(try client.next() == nil)
      }
    }
    #expect(await drained < .seconds(18), "not at its bound")
    #expect(subject.diary.all.filter { $0.hasSuffix("restarting") }.count == 5)
    #expect(!subject.loop.adopt(descriptor: -1, received: [], ticket: "late"))
  }

  @Test func aDrainEndsInTimeThoughNobodyAnswers() async throws {
    let subject = try LoopSubject.make()
    let clients = try (0..<3).map { try subject.connect("\($0)") }
    let took = await subject.drain(.milliseconds(150))
    #expect(took >= .milliseconds(140))
    #expect(took < .seconds(5))
    try await onThread { () throws in
      for client in clients { #expect(try client.rest() == [.close(1012, "restarting")]) }
    }
    #expect(subject.diary.all.filter { $0 == "closed" }.count == 3)
  }

  @Test func whoComesDuringADrainIsToldAtOnceAndDoesNotHoldItUp() async throws {
    let subject = try LoopSubject.make()
    // The first chunk of the table is full, so that the late client makes it grow.
    let clients = try (0..<256).map { try subject.connect("\($0)") }
    async let drained = subject.drain(.seconds(20))
    try await onThread { () throws in
      #expect(try clients[255].next() == .close(1012, "restarting"))
      let late = try subject.connect("late", received: text("early") + closeFrame(nil))
      #expect(try late.rest() == [.close(1012, "restarting")])
      for client in clients.dropLast() { #expect(try client.next()?.opcode == 8) }
      for client in clients { client.send(closeFrame(.serviceRestart)) }
    }
    #expect(await drained < .seconds(18), "not at its bound")
  }

  @Test func aSecondDrainOfTheSameLoopTellsNobodyTwice() async throws {
    let subject = try LoopSubject.make()
    let client = try subject.connect()
    async let first = subject.drain(.seconds(20))
    try await onThread { () throws in #expect(try client.next() == .close(1012, "restarting")) }
    async let second = subject.drain(.seconds(20))
    try await onThread { () throws in
      #expect(client.isQuiet(milliseconds: 50))
      client.send(closeFrame(.serviceRestart))
      #expect(try client.next() == nil)
    }
    let took = await (first, second)
    #expect(max(took.0, took.1) < .seconds(15), "not at its bound")
  }
}
