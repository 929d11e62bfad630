import HTTPCore
import Testing

@testable import MicroHTTPD

@Suite struct OpenStreamsTests {
  let get = "GET /stream HTTP/1.1\r\nHost: h\r\n\r\n"

  @Test func sixtyFourStreamsAndThen503() throws {
    let feeds = Feeds()
    let server = try HTTPServer.make(handler: { feeds.handle($0) })
    let clients = (0..<64).map { _ in Client.streaming(from: server.port) }
    #expect(clients.allSatisfy { $0.head?.status == 200 })
    #expect(server.statistics.streamsOpen == 64)
    let other = Client(port: server.port)
    other.send(get)
    let answer = try #require(other.answer())
    #expect(answer.status == 503)
    #expect(answer.body == #"{"error":"too many streams are open"}"#)
    #expect(feeds.closed == 1)
    #expect(feeds.all.last?.isOpen == false)
    // Everybody else is served, and so is the next when one has ended.
    other.send("GET /a HTTP/1.1\r\nHost: h\r\n\r\n")
    #expect(other.answer()?.body == "GET /a [] ")
    feeds.all[7].finish()
    #expect(eventually { server.statistics.streamsOpen == 63 })
    other.send(get)
    #expect(other.answer(toHEAD: true)?.status == 200)
    #expect(server.statistics.streamsOpen == 64)
  }

  @Test func aStreamIsSentToOneClientOnly() throws {
    let stream = ByteStream()
    let server = try HTTPServer.make(handler: { _ in .stream(stream, headers: []) })
    let (first, _) = Client.streaming(from: server.port)
    let second = Client(port: server.port)
    second.send(get)
    #expect(second.answer()?.status == 500)
    stream.write("all")
    stream.finish()
    #expect(first.chunks() == "all")
  }

  @Test func admitsUpToItsLimitUntilItIsClosed() {
    let open = OpenStreams(limit: 2, perAddress: 2)
    let (first, second, third) = (ByteStream(), ByteStream(), ByteStream())
    #expect(open.open(first, for: .loopback) == .open)
    #expect(open.open(first, for: .loopback) == .used)
    #expect(open.open(second, for: .loopback) == .open)
    #expect(open.open(third, for: .loopback) == .tooMany)
    open.remove(first)
    #expect(open.count == 1)
    #expect(open.open(third, for: .loopback) == .open)
    open.close()
    #expect(!second.isOpen)
    #expect(!third.isOpen)
    open.remove(third)
    #expect(open.open(ByteStream(), for: .loopback) == .stopping)
  }

  @Test func oneAddressLeavesRoomForOthers() {
    let open = OpenStreams(limit: 3, perAddress: 2)
    let streams = (0..<4).map { _ in ByteStream() }
    let network = IPAddress(high: 0x2001_0db8_0000_0001, low: 1)
    let neighbour = IPAddress(high: network.high, low: 2)
    #expect(open.open(streams[0], for: network) == .open)
    #expect(open.open(streams[1], for: neighbour) == .open)
    #expect(open.open(streams[2], for: network) == .tooMany, "they share a network of 64 bits")
    #expect(open.open(streams[2], for: .loopback) == .open)
    open.remove(streams[0])
    #expect(open.open(streams[3], for: neighbour) == .open)
  }
}
