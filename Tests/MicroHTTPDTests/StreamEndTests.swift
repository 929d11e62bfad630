import Glibc
import HTTPCore
import Synchronization
import Testing

@testable import MicroHTTPD

@Suite struct StreamEndTests {
  /// Writes until so much waits that nothing more is taken, and goes on trying for a while.
  func fill(_ stream: ByteStream) {
    let piece = [UInt8](repeating: 0x78, count: 50_000)
    var refusals = 0
    while refusals < 20 {
      if stream.write(piece) { continue }
      refusals += 1
      usleep(1_000)
    }
  }

  @Test(arguments: [false, true])
  func aClientThatLeavesIsNoticedWithoutAWrite(_ resets: Bool) throws {
    let feeds = Feeds()
    let server = try HTTPServer.make(handler: { feeds.handle($0) })
    for number in 1...3 {
      let (client, _) = Client.streaming(from: server.port)
      let stream = try #require(feeds.all.last)
      stream.write("x")
      #expect(client.chunk() == "x")
      if resets { client.resetAtClose() }
      withExtendedLifetime(consume client) {}
      #expect(eventually { feeds.closed == number })
      #expect(!stream.isOpen)
      #expect(!stream.write("y"))
    }
    #expect(eventually { server.statistics.connectionsOpen == 0 })
    #expect(server.statistics.streamsOpen == 0)
  }

  @Test func aClientThatLeavesWhileBytesWaitIsNoticed() throws {
    let feeds = Feeds()
    let server = try HTTPServer.make(handler: { feeds.handle($0) })
    do {
      let (client, _) = Client.streaming(from: server.port, receiveBuffer: 4_096)
      fill(try #require(feeds.all.first))
      withExtendedLifetime(client) {}
    }
    #expect(eventually { feeds.closed == 1 })
    #expect(feeds.all[0].isOpen == false)
    #expect(eventually { server.statistics.connectionsOpen == 0 })
  }

  @Test func anIdleStreamHasNoDeadline() throws {
    let feeds = Feeds()
    let server = try HTTPServer.make(
      {
        $0.headerDeadline = .milliseconds(100)
        $0.bodyDeadline = .milliseconds(100)
        $0.sendDeadline = .milliseconds(100)
        $0.answerDeadline = .milliseconds(100)
        $0.keepAlive = .milliseconds(100)
      }, handler: { feeds.handle($0) })
    let (client, _) = Client.streaming(from: server.port)
    let stream = try #require(feeds.all.first)
    for text in ["one", "two", "three"] {
      usleep(400_000)
      stream.write(text)
      #expect(client.chunk() == text)
    }
    #expect(feeds.closed == 0)
    stream.finish()
    #expect(client.chunks() == "")
    // And then the deadlines run again.
    #expect(client.rest() == "")
  }

  @Test func aClientThatDoesNotReadIsCut() throws {
    let feeds = Feeds()
    let server = try HTTPServer.make(
      { $0.sendDeadline = .milliseconds(400) }, handler: { feeds.handle($0) })
    let (client, _) = Client.streaming(from: server.port, receiveBuffer: 4_096)
    let stream = try #require(feeds.all.first)
    fill(stream)
    #expect(eventually { feeds.closed == 1 })
    #expect(server.statistics.connectionsCut == 1)
    #expect(!stream.isOpen)
    #expect(eventually { server.statistics.connectionsOpen == 0 })
    #expect(client.chunks() == nil)
  }

  @Test func stopEndsStreamsProperly() throws {
    let feeds = Feeds()
    let server = try HTTPServer.make(handler: { feeds.handle($0) })
    let clients = (0..<30).map { _ in Client.streaming(from: server.port).0 }
    for stream in feeds.all.prefix(10) { stream.write("something") }
    for client in clients.prefix(5) { #expect(client.chunk() == "something") }
    server.stop()
    #expect(feeds.closed == 30)
    #expect(server.statistics.streamsOpen == 0)
    #expect(server.statistics.connectionsOpen == 0)
    for (number, client) in clients.enumerated() {
      #expect(client.chunks() == (5..<10 ~= number ? "something" : ""))
      #expect(client.rest() == "")
    }
    for stream in feeds.all {
      #expect(!stream.isOpen)
      #expect(!stream.write("too late"))
    }
  }

  @Test func stopDoesNotWaitLongForAClientThatDoesNotRead() throws {
    let feeds = Feeds()
    let server = try HTTPServer.make(handler: { feeds.handle($0) })
    let (stuck, _) = Client.streaming(from: server.port, receiveBuffer: 4_096)
    let (idle, _) = Client.streaming(from: server.port)
    fill(feeds.all[0])
    let waited = ContinuousClock().measure { server.stop() }
    #expect(waited < .seconds(3))
    #expect(feeds.closed == 2)
    #expect(idle.chunks() == "")
    #expect(stuck.chunks() == nil)
  }

  @Test func stopAcceptingFinishesStreamsAndLetsNoneBegin() throws {
    let feeds = Feeds()
    let server = try HTTPServer.make(handler: { feeds.handle($0) })
    let (client, _) = Client.streaming(from: server.port)
    let other = Client(port: server.port)
    #expect(eventually { server.statistics.connectionsOpen == 2 })
    feeds.all[0].write("last words")
    server.stopAccepting()
    #expect(client.chunks() == "last words")
    other.send("GET /stream HTTP/1.1\r\nHost: h\r\n\r\n")
    let answer = try #require(other.answer())
    #expect(answer.status == 503)
    #expect(answer.body == #"{"error":"the server is stopping"}"#)
    #expect(answer.fields("Connection") == ["close"])
    #expect(eventually { feeds.closed == 2 })
    server.stop()
  }

  @Test func manyWritersMeetTheStop() throws {
    for round in 0..<60 {
      let feeds = Feeds(limit: 4_096)
      let server = try HTTPServer.make(handler: { feeds.handle($0) })
      let clients = (0..<4).map { _ in Client(port: server.port) }
      for client in clients { client.send("GET /stream HTTP/1.1\r\nHost: h\r\n\r\n") }
      let running = Atomic(4)
      for writer in 0..<4 {
        detach {
          while true {
            let streams = feeds.all
            for stream in streams { stream.write("\(writer)") }
            if streams.count == 4, !streams.contains(where: \.isOpen) { break }
            usleep(UInt32(writer) * 20)
          }
          running.wrappingSubtract(1, ordering: .releasing)
        }
      }
      // In every third round the stop comes while answers begin, or before.
      if round % 3 > 0 { #expect(eventually { feeds.all.count == 4 }) }
      usleep(UInt32(round % 30) * 100)
      server.stop()
      #expect(server.statistics.streamsOpen == 0)
      #expect(feeds.closed == feeds.all.count)
      // Lets the writers of a round without all streams end.
      while feeds.all.count < 4 { feeds.make().close() }
      #expect(eventually { running.load(ordering: .acquiring) == 0 })
      for client in clients { _ = client.rest() }
    }
  }

  @Test func writesMeetLeavingClients() throws {
    let feeds = Feeds(limit: 4_096)
    let server = try HTTPServer.make(
      { $0.maximumStreams = 1_000 }, handler: { feeds.handle($0) })
    let ends = Atomic(false)
    let running = Atomic(2)
    for _ in 0..<2 {
      detach {
        while !ends.load(ordering: .relaxed) {
          for stream in feeds.all.suffix(8) { stream.write("data: x\n\n") }
        }
        running.wrappingSubtract(1, ordering: .releasing)
      }
    }
    for number in 0..<300 {
      let (client, _) = Client.streaming(from: server.port)
      if number % 2 == 0 { client.resetAtClose() }
      if number % 3 == 0 { _ = client.chunk() }
      withExtendedLifetime(client) {}
    }
    #expect(eventually { feeds.closed == 300 })
    ends.store(true, ordering: .relaxed)
    #expect(eventually { running.load(ordering: .acquiring) == 0 })
    #expect(eventually { server.statistics.connectionsOpen == 0 })
    #expect(server.statistics.streamsOpen == 0)
  }
}
