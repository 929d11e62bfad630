import Glibc
import HTTPCore
import Synchronization
import Testing

@testable import MicroHTTPD

@Suite struct StreamTests {
  let get = "GET /stream HTTP/1.1\r\nHost: h\r\n\r\n"

  @Test func everyWriteIsAChunk() throws {
    let feeds = Feeds()
    let server = try HTTPServer.make(handler: { feeds.handle($0) })
    let (client, head) = Client.streaming(from: server.port)
    #expect(head?.status == 200)
    #expect(head?.field("Content-Type") == "text/event-stream")
    #expect(head?.fields("Transfer-Encoding") == ["chunked"])
    #expect(head?.field("Content-Length") == nil)
    let stream = try #require(feeds.all.first)
    for number in 0..<50 {
      #expect(stream.write("data: \(number)\n\n"))
      #expect(client.chunk() == "data: \(number)\n\n")
    }
    #expect(server.statistics.streamsOpen == 1)
    #expect(server.statistics.requestsWaiting == 0)
    stream.finish()
    #expect(client.chunk() == "")
    #expect(eventually { feeds.closed == 1 })
    #expect(server.statistics.streamsOpen == 0)
  }

  @Test func whatWasWrittenBeforeTheResponseComesFirst() throws {
    let server = try HTTPServer.make(handler: { _ in
      let stream = ByteStream()
      stream.write("early, ")
      detach(after: 20) {
        stream.write("late")
        stream.finish()
      }
      return .stream(stream, headers: [])
    })
    let (client, head) = Client.streaming(from: server.port)
    #expect(head?.status == 200)
    #expect(client.chunks() == "early, late")
  }

  @Test func aStreamMayBeOverBeforeTheResponse() throws {
    let server = try HTTPServer.make(handler: { request in
      let stream = ByteStream()
      stream.write(request.path)
      stream.finish()
      return .stream(stream, headers: [])
    })
    let client = Client(port: server.port)
    for number in 0..<20 {
      client.send("GET /\(number) HTTP/1.1\r\nHost: h\r\n\r\n")
      #expect(client.answer(toHEAD: true)?.status == 200)
      #expect(client.chunks() == "/\(number)")
    }
    #expect(server.statistics.connectionsAccepted == 1)
  }

  @Test func theConnectionServesOnAfterAStream() throws {
    let feeds = Feeds()
    let server = try HTTPServer.make(handler: { feeds.handle($0) })
    let client = Client(port: server.port)
    for round in 1...5 {
      // The second request comes while the stream is being sent, and waits.
      client.send(get + "GET /next HTTP/1.1\r\nHost: h\r\n\r\n")
      #expect(client.answer(toHEAD: true)?.status == 200)
      let stream = try #require(feeds.all.last)
      stream.write("a")
      #expect(client.chunk() == "a")
      stream.write("b")
      stream.finish()
      #expect(client.chunks() == "b")
      #expect(client.answer()?.body == "GET /next [] ")
      #expect(feeds.closed == round)
    }
    #expect(server.statistics.connectionsAccepted == 1)
  }

  @Test func aSlowReaderHoldsTheWriterUpAndLosesNothing() throws {
    let feeds = Feeds(limit: 20_000)
    let server = try HTTPServer.make(handler: { feeds.handle($0) })
    let (client, _) = Client.streaming(from: server.port, receiveBuffer: 4_096)
    let stream = try #require(feeds.all.first)
    var written = 0
    let piece = { @Sendable (number: Int) in "\(number) ".padded(to: 1_000) }
    // Until the kernel takes no more, either.
    #expect(
      eventually {
        let before = written
        while stream.write(piece(written)) { written += 1 }
        usleep(50_000)
        return written == before
      })
    #expect(written > 20)
    let full = written
    let refused = Atomic(0)
    detach {
      for number in full..<full + 150 {
        while !stream.write(piece(number)) {
          refused.wrappingAdd(1, ordering: .relaxed)
          usleep(500)
        }
      }
      stream.finish()
    }
    let body = try #require(client.chunks(pause: 200))
    let isWhole = body == (0..<full + 150).map(piece).joined()
    #expect(isWhole)
    #expect(refused.load(ordering: .relaxed) > 0)
  }

  @Test func toHTTP10ItIsSentUntilTheEndOfTheConnection() throws {
    let feeds = Feeds()
    let server = try HTTPServer.make(handler: { feeds.handle($0) })
    let client = Client(port: server.port)
    client.send("GET /stream HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
    let head = try #require(client.answer(toHEAD: true))
    #expect(head.status == 200)
    #expect(head.field("Transfer-Encoding") == nil)
    #expect(head.field("Connection")?.lowercased() == "close")
    let stream = try #require(feeds.all.first)
    let large = "large ".padded(to: 200_000)
    for text in ["one ", "two ", large] {
      stream.write(text)
      #expect(client.read(text.utf8.count) == text)
    }
    stream.write("end")
    stream.finish()
    #expect(client.rest() == "end")
    #expect(eventually { feeds.closed == 1 })
  }

  @Test func theAnswerToHEADIsItsHead() throws {
    let feeds = Feeds()
    let server = try HTTPServer.make(
      { $0.maximumStreams = 0 }, handler: { feeds.handle($0) })
    for number in 1...3 {
      let client = Client(port: server.port)
      client.send("HEAD /stream HTTP/1.1\r\nHost: h\r\n\r\n")
      let head = try #require(client.answer(toHEAD: true))
      #expect(head.status == 200)
      #expect(head.field("Content-Type") == "text/event-stream")
      #expect(head.field("Content-Length") == nil)
      #expect(client.rest() == "")
      #expect(feeds.closed == number)
      #expect(feeds.all.last?.isOpen == false)
      #expect(server.statistics.streamsOpen == 0)
    }
  }

  @Test func anAnswerThatComesLaterMayBeAStream() throws {
    let feeds = Feeds()
    let server = try HTTPServer.make(handler: { request in
      .later { responder in detach(after: 10) { responder.answer(feeds.handle(request)) } }
    })
    let (client, head) = Client.streaming(from: server.port)
    #expect(head?.status == 200)
    let stream = try #require(feeds.all.first)
    for number in 0..<5 {
      stream.write("\(number)")
      #expect(client.chunk() == "\(number)")
    }
    stream.finish()
    #expect(client.chunks() == "")
    client.send("GET /end HTTP/1.1\r\nHost: h\r\n\r\n")
    #expect(client.answer()?.body == "GET /end [] ")
  }

  @Test func aFieldThatCannotBeSentIs500AndClosesTheStream() throws {
    let stream = ByteStream()
    let server = try HTTPServer.make(handler: { _ in
      .stream(stream, headers: [("X", "a\r\nY: b")])
    })
    let client = Client(port: server.port)
    client.send(get)
    #expect(client.answer()?.status == 500)
    #expect(eventually { !stream.isOpen })
    #expect(server.statistics.streamsOpen == 0)
  }

  @Test func idleStreamsCostNoTime() throws {
    let feeds = Feeds()
    let clock = ThreadClock()
    let server = try HTTPServer.make(handler: { request in
      clock.read()
      return feeds.handle(request)
    })
    let clients = (0..<20).map { _ in Client.streaming(from: server.port).0 }
    for stream in feeds.all { stream.write("x") }
    for client in clients { #expect(client.chunk() == "x") }
    usleep(100_000)
    let before = try #require(clock.used)
    usleep(2_000_000)
    #expect(try #require(clock.used) - before < 50_000)
    for stream in feeds.all { stream.write("y") }
    for client in clients { #expect(client.chunk() == "y") }
  }
}

extension String {
  /// The text repeated up to a length.
  fileprivate func padded(to count: Int) -> String {
    String(String(repeating: self, count: count / utf8.count + 1).prefix(count))
  }
}
