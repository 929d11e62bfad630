import Glibc
import Signaling
import Synchronization
import Testing
import WebSocketCore

@testable import SignalRelay

/// What an application was told, in order.
private final class Diary: Sendable {
  private let entries = Mutex<[String]>([])

  var all: [String] { entries.withLock { $0 } }

  func note(_ entry: String) { entries.withLock { $0.append(entry) } }

  func has(_ entry: String) -> Bool { eventually { all.contains(entry) } }
}

/// Sends every message back; `refuse` as its ticket is not let in.
private struct TestEcho: Application {
  let diary: Diary

  mutating func opened(
    _ ticket: String, as id: ConnectionID, _ connections: inout Connections<String>
  ) -> String? {
    guard ticket != "refuse" else { return nil }
    diary.note("opened \(ticket)")
    return ticket
  }

  mutating func received(
    _ message: UnsafeRawBufferPointer, binary: Bool, from id: ConnectionID, _ member: String,
    _ connections: inout Connections<String>
  ) {
    if unsafe message.elementsEqual("bye".utf8) { return connections.end(id, .left) }
    let frame = unsafe FrameWriter.frame(binary ? .binary : .text, message)
    unsafe frame.withUnsafeBytes { unsafe connections.send($0, to: id) }
  }

  mutating func exceededRate(
    _ id: ConnectionID, _ member: String, _ connections: inout Connections<String>
  ) {
    diary.note("warned \(member)")
  }

  mutating func ended(
    _ member: String, _ reason: LeaveReason, _ connections: inout Connections<String>
  ) {
    diary.note("ended \(member) \(reason)")
  }

  mutating func closed(
    _ id: ConnectionID, hadSocket: Bool, _ connections: inout Connections<String>
  ) { diary.note("closed") }

  mutating func noticed(_ notice: String, _ connections: inout Connections<String>) {
    diary.note("noticed \(notice)")
  }

  func refused(_ ticket: String) { diary.note("refused \(ticket)") }
}

/// A loop that echoes, on a thread of its own.
private struct Subject: Sendable {
  let loop: RelayLoop<TestEcho>
  let diary = Diary()
  private let running = LoopsRunning(1)

  static func make(_ configure: (inout SignalRelay.Configuration) -> Void = { _ in }) throws
    -> Subject
  {
    var configuration = SignalRelay.Configuration.make()
    configure(&configuration)
    return try Subject(configuration)
  }

  private init(_ configuration: SignalRelay.Configuration) throws {
    loop = try RelayLoop(0, configuration, LoopStatistics(), LoopDirectory()) { [diary] in
      TestEcho(diary: diary)
    } ended: { [running] in
      running.loopEnded()
    }
  }

  static func with(
    _ configure: (inout SignalRelay.Configuration) -> Void = { _ in },
    _ body: @escaping @Sendable (Subject) throws -> Void
  ) async throws {
    let subject = try make(configure)
    do {
      try await onThread { try body(subject) }
    } catch {
      await subject.drain(.milliseconds(20))
      throw error
    }
    await subject.drain(.milliseconds(20))
  }

  func connect(
    _ ticket: String = "a", over kind: SocketPair.Kind = .unix, receiveBytes: Int32? = nil,
    received: [UInt8] = []
  ) throws -> TestClient {
    let sockets = try SocketPair.make(kind, receiveBytes: receiveBytes)
    let client = TestClient(sockets.client)
    #expect(loop.adopt(descriptor: sockets.server, received: received, ticket: ticket))
    return client
  }

  /// - Returns: how long it took.
  @discardableResult
  func drain(_ time: Interval) async -> Interval {
    let started = Clock.monotonic
    _ = loop.mailbox.post(.drain(deadline: started + time))
    await running.allEnded()
    return Clock.monotonic - started
  }

  var traffic: Traffic {
    var traffic = Traffic()
    loop.statistics.add(to: &traffic)
    return traffic
  }
}

@Suite(.serialized) struct EventLoopTests {
  private static let stream =
    text("hello") + text("frag", fin: false) + frame(.ping, [1, 2])
    + frame(.continuation, Array("ments".utf8)) + frame(.text, [UInt8](repeating: 97, count: 200))
  private static let answers: [TestClient.Frame] = [
    .text("hello"), .pong([1, 2]), .text("fragments"), .text(String(repeating: "a", count: 200)),
  ]

  @Test func messagesAreEchoed() async throws {
    try await Subject.with({ $0.takesBinary = true }) { subject in
      let client = try subject.connect(over: .tcp)
      client.send(text("one") + frame(.binary, [0, 255]) + text(""))
      #expect(try client.next() == .text("one"))
      #expect(try client.next() == .binary([0, 255]))
      #expect(try client.next() == .text(""))
    }
  }

  @Test func bytesBehindTheHandshakeAreReadFirstAtEverySplit() async throws {
    try await Subject.with { subject in
      for cut in 0...Self.stream.count {
        let client = try subject.connect(received: Array(Self.stream[..<cut]))
        client.send(Array(Self.stream[cut...]))
        for answer in Self.answers { #expect(try client.next() == answer, "cut at \(cut)") }
      }
    }
  }

  @Test func bytesBehindTheHandshakeCountAsReceived() async throws {
    try await Subject.with { subject in
      let client = try subject.connect(received: text("early"))
      #expect(try client.next() == .text("early"))
      client.send(text("later"))
      #expect(try client.next() == .text("later"))
      let bytes = text("early").count + text("later").count
      #expect(eventually { subject.traffic.bytesReceived == bytes })
    }
  }

  @Test func aStreamThatComesByteByByteGivesTheSameMessages() async throws {
    try await Subject.with { subject in
      let client = try subject.connect(over: .tcp)
      for byte in Self.stream { client.send([byte]) }
      for answer in Self.answers { #expect(try client.next() == answer) }
    }
  }

  @Test func aReaderThatStopsAndResumesGetsEverythingInOrder() async throws {
    try await Subject.with({ $0.queueBytes = 64 << 20 }) { subject in
      for kind in [SocketPair.Kind.unix, .tcp] {
        let client = try subject.connect(over: kind, receiveBytes: 8_192)
        // Far more than the kernel holds for both directions of the connection.
        for number in 0..<2_000 {
          client.send(text("\(number) " + String(repeating: "x", count: 2_000)))
        }
        #expect(eventually { subject.traffic.queuedBytes > 1 << 20 })
        for number in 0..<2_000 {
          let frame = try client.next()
          guard frame?.text.hasPrefix("\(number) ") == true, frame?.payload.count ?? 0 > 2_000
          else {
            Issue.record("\(number) is missing")
            break
          }
        }
        #expect(eventually { subject.traffic.queuedBytes == 0 })
        client.send(text("still there"))
        #expect(try client.next() == .text("still there"))
      }
    }
  }

  @Test func theClientsCloseIsEchoedAndTheSocketClosed() async throws {
    try await Subject.with { subject in
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
    try await Subject.with { subject in
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
    try await Subject.with { subject in
      let client = try subject.connect()
      client.send(text("bye") + text("never echoed") + closeFrame(.normalClosure))
      #expect(try client.rest() == [.close(1000, "left")])
    }
  }

  @Test func aFrameCutBehindTheMessageThatEndedTheSessionIsReadOn() async throws {
    try await Subject.with { subject in
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
    try await Subject.with({ $0.closeWithin = .milliseconds(100) }) { subject in
      let client = try subject.connect()
      client.send(text("bye"))
      let started = Clock.monotonic
      #expect(try client.rest() == [.close(1000, "left")])
      #expect(Clock.monotonic - started >= .milliseconds(80))
    }
  }

  @Test func aFailureClosesWithItsCodeThoughTheClientSendsOn() async throws {
    try await Subject.with { subject in
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
    try await Subject.with({ $0.closeWithin = .milliseconds(100) }) { subject in
      let client = try subject.connect(over: .tcp)
      client.send([0xFF, 0xFF])
      #expect(try client.rest() == [.close(1002, "reserved bit set")])
      #expect(subject.diary.has("closed"))
    }
  }

  @Test func anUnfinishedMessageEndsInTime() async throws {
    try await Subject.with({ $0.messageWithin = .milliseconds(100) }) { subject in
      let client = try subject.connect()
      client.send(Array(text("hello").dropLast()))
      #expect(try client.rest().first == .close(1008, "message not finished in time"))
      #expect(subject.diary.has("ended a lost"))
      client.finishSending()
    }
  }

  @Test func aClientThatGoesWithoutAWordIsNoticed() async throws {
    try await Subject.with { subject in
      for kind in [SocketPair.Kind.unix, .tcp] {
        let client = try subject.connect("\(kind)", over: kind)
        client.finishSending()
        #expect(try client.next() == nil)
        #expect(subject.diary.has("ended \(kind) closed"))
      }
    }
  }

  @Test func theRateWarnsOnceAndThenEnds() async throws {
    try await Subject.with({ $0.messageRate = Rate(perSecond: 0.001, burst: 2) }) { subject in
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
    try await Subject.with(times) { subject in
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
    try await Subject.with(times) { subject in
      let client = try subject.connect()
      #expect(try client.rest() == [.ping, .close(4408, "lost")])
      #expect(subject.diary.has("ended a lost"))
      #expect(subject.diary.has("closed"))
    }
  }

  @Test func aTicketThatIsNotLetInIsClosedWithNobodyToTell() async throws {
    try await Subject.with { subject in
      let client = try subject.connect("refuse", received: text("early") + closeFrame(nil))
      #expect(try client.rest() == [.close(1000, "left")])
      #expect(subject.diary.has("closed"))
      #expect(!subject.diary.all.contains { $0.hasPrefix("ended") })
    }
  }

  @Test func aSocketThatCannotBeWatchedIsClosedAndRefusedOnce() async throws {
    try await Subject.with { subject in
      // epoll_ctl(2): a regular file does not support epoll.
      let file = unsafe open("/proc/self/exe", O_RDONLY | O_CLOEXEC)
      #expect(subject.loop.adopt(descriptor: file, received: [], ticket: "file"))
      #expect(subject.diary.has("refused file"))
      let client = try subject.connect()
      client.send(text("x"))
      #expect(try client.next() == .text("x"))
      #expect(!subject.diary.all.contains("closed"), "a refusal is told once, as a refusal")
      #expect(subject.traffic.connections == 1)
    }
  }

  @Test func noticesComeInOrder() async throws {
    try await Subject.with { subject in
      for number in 0..<100 { _ = subject.loop.mailbox.post(.notice("\(number)")) }
      #expect(subject.diary.has("noticed 99"))
      #expect(subject.diary.all == (0..<100).map { "noticed \($0)" })
    }
  }

  @Test func aDrainTellsEverybodyAndEndsWithTheLastAnswer() async throws {
    let subject = try Subject.make()
    let clients = try (0..<5).map { try subject.connect("\($0)") }
    async let drained = subject.drain(.seconds(20))
    try await onThread { () throws in
      for client in clients {
        #expect(try client.next() == .close(1012, "restarting"))
        client.send(closeFrame(.serviceRestart))
        #expect(try client.next() == nil)
      }
    }
    #expect(await drained < .seconds(15), "not at its bound")
    #expect(subject.diary.all.filter { $0.hasSuffix("restarting") }.count == 5)
    #expect(!subject.loop.adopt(descriptor: -1, received: [], ticket: "late"))
  }

  @Test func aDrainEndsInTimeThoughNobodyAnswers() async throws {
    let subject = try Subject.make()
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
    let subject = try Subject.make()
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
    #expect(await drained < .seconds(15), "not at its bound")
  }

  @Test func aSecondDrainOfTheSameLoopTellsNobodyTwice() async throws {
    let subject = try Subject.make()
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
