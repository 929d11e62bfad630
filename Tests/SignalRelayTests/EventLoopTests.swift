import Glibc
import Signaling
import Testing
import WebSocketCore

@testable import SignalRelay

@Suite(.serialized) struct EventLoopTests {
  private static let stream =
    text("hello") + text("frag", fin: false) + frame(.ping, [1, 2])
    + frame(.continuation, Array("ments".utf8)) + frame(.text, [UInt8](repeating: 97, count: 200))
  private static let answers: [TestClient.Frame] = [
    .text("hello"), .pong([1, 2]), .text("fragments"), .text(String(repeating: "a", count: 200)),
  ]

  @Test func messagesAreEchoed() async throws {
    try await LoopSubject.with({ $0.takesBinary = true }) { subject in
      let client = try subject.connect(over: .tcp)
      client.send(text("one") + frame(.binary, [0, 255]) + text(""))
      #expect(try client.next() == .text("one"))
      #expect(try client.next() == .binary([0, 255]))
      #expect(try client.next() == .text(""))
    }
  }

  @Test func bytesBehindTheHandshakeAreReadFirstAtEverySplit() async throws {
    try await LoopSubject.with { subject in
      for cut in 0...Self.stream.count {
        let client = try subject.connect(received: Array(Self.stream[..<cut]))
        client.send(Array(Self.stream[cut...]))
        for answer in Self.answers { #expect(try client.next() == answer, "cut at \(cut)") }
      }
    }
  }

  @Test func bytesBehindTheHandshakeCountAsReceived() async throws {
    try await LoopSubject.with { subject in
      let client = try subject.connect(received: text("early"))
      #expect(try client.next() == .text("early"))
      client.send(text("later"))
      #expect(try client.next() == .text("later"))
      let bytes = text("early").count + text("later").count
      #expect(eventually { subject.traffic.bytesReceived == bytes })
    }
  }

  @Test func aStreamThatComesByteByByteGivesTheSameMessages() async throws {
    try await LoopSubject.with { subject in
      let client = try subject.connect(over: .tcp)
      for byte in Self.stream { client.send([byte]) }
      for answer in Self.answers { #expect(try client.next() == answer) }
    }
  }

  @Test func aReaderThatStopsAndResumesGetsEverythingInOrder() async throws {
    try await LoopSubject.with({ $0.queueBytes = 64 << 20 }) { subject in
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

  @Test func aTicketThatIsNotLetInIsClosedWithNobodyToTell() async throws {
    try await LoopSubject.with { subject in
      let client = try subject.connect("refuse", received: text("early") + closeFrame(nil))
      #expect(try client.rest() == [.close(1000, "left")])
      #expect(subject.diary.has("closed"))
      #expect(!subject.diary.all.contains { $0.hasPrefix("ended") })
    }
  }

  @Test func aSocketThatCannotBeWatchedIsClosedAndRefusedOnce() async throws {
    try await LoopSubject.with { subject in
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
    try await LoopSubject.with { subject in
      for number in 0..<100 { _ = subject.loop.mailbox.post(.notice("\(number)")) }
      #expect(subject.diary.has("noticed 99"))
      #expect(subject.diary.all == (0..<100).map { "noticed \($0)" })
    }
  }
}
