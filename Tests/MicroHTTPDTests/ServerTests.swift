import Glibc
import HTTPCore
import Synchronization
import Testing

@testable import MicroHTTPD

@Suite struct ServerTests {
  let get = "GET /a HTTP/1.1\r\nHost: h\r\n\r\n"

  @Test func answersManyRequestsOnOneConnection() throws {
    let server = try HTTPServer.make()
    let client = Client(port: server.port)
    for number in 0..<50 {
      let body = String(repeating: "x", count: number * 400)
      client.send("POST /\(number) HTTP/1.1\r\nHost: h\r\nContent-Length: \(body.count)\r\n\r\n")
      client.send(body)
      #expect(client.answer()?.body == "POST /\(number) [] \(body)")
    }
    #expect(server.statistics.connectionsAccepted == 1)
    #expect(server.statistics.requests == 50)
  }

  @Test func answersPipelinedRequestsInOrder() throws {
    let server = try HTTPServer.make()
    let client = Client(port: server.port)
    client.send(
      get + "POST /b HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\nhi"
        + "POST /c HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nho\r\n0\r\n\r\n"
        + get)
    let bodies = (0..<4).map { _ in client.answer()?.body }
    #expect(bodies == ["GET /a [] ", "POST /b [] hi", "POST /c [] ho", "GET /a [] "])
  }

  @Test func keepsRequestsOfOneConnectionApart() throws {
    // A handler that keeps its requests must not see the next one's bytes in them.
    let kept = Mutex<[Request]>([])
    let server = try HTTPServer.make(handler: { request in
      kept.withLock { $0.append(request) }
      return echo(request)
    })
    let client = Client(port: server.port)
    for word in ["one", "two", "six"] {
      client.send("POST / HTTP/1.1\r\nHost: \(word)\r\nContent-Length: 3\r\n\r\n\(word)")
      _ = client.answer()
    }
    let requests = kept.withLock { $0 }
    #expect(requests.map { $0.headers["Host"] } == ["one", "two", "six"])
    #expect(requests.map { String(decoding: $0.body, as: UTF8.self) } == ["one", "two", "six"])
  }

  @Test func answersHEADWithTheLengthAndNoBody() throws {
    let server = try HTTPServer.make()
    let client = Client(port: server.port)
    client.send("HEAD /a HTTP/1.1\r\nHost: h\r\n\r\n")
    let answer = try #require(client.answer(toHEAD: true))
    #expect(answer.field("Content-Length") == "11")
    client.send(get)
    #expect(client.answer()?.body == "GET /a [] ")
  }

  @Test func HTTP10NeedsNoHostAndClosesByDefault() throws {
    let server = try HTTPServer.make()
    let client = Client(port: server.port)
    client.send("GET /a HTTP/1.0\r\n\r\n")
    #expect(client.answer()?.body == "GET /a [] ")
    #expect(client.rest() == "")
  }

  @Test func asksForTheBodyWhenTheClientWaits() throws {
    let server = try HTTPServer.make()
    let client = Client(port: server.port)
    client.send(
      "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n")
    #expect(client.read(25) == "HTTP/1.1 100 Continue\r\n\r\n")
    client.send("hi")
    #expect(client.answer()?.body == "POST / [] hi")
  }

  @Test func refusesALargeBodyBeforeAWaitingClientSendsIt() throws {
    let server = try HTTPServer.make()
    let client = Client(port: server.port)
    client.send(
      "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 70000\r\nExpect: 100-continue\r\n\r\n")
    #expect(client.answer()?.status == 413)
    #expect(client.rest() == "")
  }

  @Test func takesABodyOfExactlyTheLimit() throws {
    let server = try HTTPServer.make()
    let body = String(repeating: "x", count: 65_536)
    let announced = Client(port: server.port)
    announced.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 65536\r\n\r\n" + body)
    #expect(announced.answer()?.body == "POST / [] " + body)
    let chunked = Client(port: server.port)
    chunked.send("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n")
    chunked.send("10000\r\n" + body + "\r\n0\r\n\r\n")
    #expect(chunked.answer()?.body == "POST / [] " + body)
  }

  @Test func tellsAClientThatIsStillSendingALargeBody() throws {
    let server = try HTTPServer.make()
    let client = Client(port: server.port)
    client.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 500000\r\n\r\n")
    client.send([UInt8](repeating: 0x78, count: 500_000))
    let answer = try #require(client.answer())
    #expect(answer.status == 413)
    #expect(answer.field("Connection") == "close")
    #expect(answer.field("Date")?.hasSuffix(" GMT") == true)
  }

  @Test func countsChunkedBodies() throws {
    let server = try HTTPServer.make()
    let client = Client(port: server.port)
    client.send("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n")
    let chunk = "4000\r\n" + String(repeating: "x", count: 16_384) + "\r\n"
    for _ in 0..<4 { client.send(chunk) }
    client.send("1\r\nx\r\n")
    let answer = try #require(client.answer())
    #expect(answer.status == 413)
    #expect(answer.body.contains("65536"))
    client.finish()
    #expect(client.rest() == "")
    #expect(server.statistics.refused == [.bodyTooLarge: 1])
    #expect(server.statistics.requests == 0)
  }

  @Test func tellsThePeerOfTheConnection() throws {
    let server = try HTTPServer.make(handler: { .json(Array($0.remote.description.utf8)) })
    let client = Client(port: server.port)
    client.send(get)
    #expect(client.answer()?.body == "127.0.0.1")
  }

  @Test func anIPv4PeerOfAnIPv6SocketIsTheSamePeer() throws {
    let server = try HTTPServer.make(
      { $0.host = "::" }, handler: { .json(Array($0.remote.description.utf8)) })
    let client = Client(port: server.port)
    client.send(get)
    #expect(client.answer()?.body == "127.0.0.1")
  }

  @Test func aFieldThatCannotBeSentIsAnErrorOfTheServer() throws {
    let server = try HTTPServer.make(handler: { _ in
      Response(status: .ok, headers: [("X", "a\r\nY: b")], payload: .bytes([]))
    })
    let client = Client(port: server.port)
    client.send(get)
    let answer = try #require(client.answer())
    #expect(answer.status == 500)
    #expect(answer.field("Y") == nil)
  }

  @Test func sendsAnEmptyBody() throws {
    let server = try HTTPServer.make(handler: { _ in .json([], status: .noContent) })
    let client = Client(port: server.port)
    client.send(get + get)
    #expect(client.answer()?.status == 204)
    #expect(client.answer()?.status == 204)
  }

  @Test func limitsConnectionsPerAddress() throws {
    let server = try HTTPServer.make { $0.connectionsPerAddress = 1 }
    let first = Client(port: server.port)
    first.send(get)
    #expect(first.answer()?.status == 200)
    let second = Client(port: server.port)
    second.send(get)
    #expect(second.answer() == nil)
  }
}
