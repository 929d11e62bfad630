import Glibc
import HTTPCore
import Synchronization
import Testing

@testable import MicroHTTPD

/// Responders that a handler put aside, with the paths they are for.
final class Pending: Sendable {
  private let responders = Mutex<[(path: String, responder: Responder)]>([])

  /// Puts the answer off.
  @Sendable func handle(_ request: Request) -> Response {
    let path = request.path
    return .later { responder in self.responders.withLock { $0.append((path, responder)) } }
  }

  var count: Int { responders.withLock { $0.count } }

  /// Takes all that wait out.
  func take() -> [(path: String, responder: Responder)] {
    responders.withLock { responders in
      defer { responders = [] }
      return responders
    }
  }

  /// Answers all that wait with their paths.
  func answer() {
    for (path, responder) in take() { responder.answer(.json(Array(path.utf8))) }
  }
}

/// Runs something on a thread of its own, soon.
func detach(after milliseconds: UInt32 = 0, _ body: @escaping @Sendable () -> Void) {
  final class Box: Sendable {
    let milliseconds: UInt32
    let body: @Sendable () -> Void

    init(_ milliseconds: UInt32, _ body: @escaping @Sendable () -> Void) {
      self.milliseconds = milliseconds
      self.body = body
    }
  }
  var thread = pthread_t()
  let box = unsafe Unmanaged.passRetained(Box(milliseconds, body)).toOpaque()
  unsafe pthread_create(
    &thread, nil,
    { box in
      guard let box = unsafe box else { return nil }
      let work = unsafe Unmanaged<Box>.fromOpaque(box).takeRetainedValue()
      usleep(work.milliseconds * 1000)
      work.body()
      return nil
    }, box)
  pthread_detach(thread)
}

@Suite struct LaterTests {
  func get(_ path: String) -> String { "GET \(path) HTTP/1.1\r\nHost: h\r\n\r\n" }

  @Test func answersInsideStart() throws {
    let server = try HTTPServer.make(handler: { request in
      .later { $0.answer(echo(request)) }
    })
    let client = Client(port: server.port)
    for number in 0..<20 {
      client.send(get("/\(number)"))
      #expect(client.answer()?.body == "GET /\(number) [] ")
    }
    #expect(server.statistics.connectionsAccepted == 1)
    #expect(server.statistics.requestsWaiting == 0)
  }

  @Test(arguments: [0, 100] as [UInt32])
  func answersFromAnotherThread(_ delay: UInt32) throws {
    let server = try HTTPServer.make(handler: { request in
      .later { responder in detach(after: delay) { responder.answer(echo(request)) } }
    })
    let client = Client(port: server.port)
    for number in 0..<3 {
      client.send(get("/\(number)"))
      #expect(client.answer()?.body == "GET /\(number) [] ")
    }
  }

  @Test func otherConnectionsAreAnsweredMeanwhile() throws {
    let pending = Pending()
    let server = try HTTPServer.make(handler: {
      $0.path == "/later" ? pending.handle($0) : echo($0)
    })
    let waiting = (0..<20).map { _ in Client(port: server.port) }
    for client in waiting { client.send(get("/later")) }
    #expect(eventually { pending.count == 20 })
    #expect(server.statistics.requestsWaiting == 20)
    let other = Client(port: server.port)
    for _ in 0..<20 {
      other.send(get("/now"))
      #expect(other.answer()?.body == "GET /now [] ")
    }
    pending.answer()
    for client in waiting { #expect(client.answer()?.body == "/later") }
  }

  @Test func aRequestWithABodyMayWait() throws {
    let server = try HTTPServer.make(handler: { request in
      .later { responder in detach { responder.answer(echo(request)) } }
    })
    let client = Client(port: server.port)
    let body = String(repeating: "x", count: 60_000)
    client.send("POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: 60000\r\n\r\n" + body)
    #expect(client.answer()?.body == "POST /a [] " + body)
    client.send(
      "POST /b HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nho\r\n0\r\n\r\n")
    #expect(client.answer()?.body == "POST /b [] ho")
    client.send(
      "POST /c HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n")
    #expect(client.read(25) == "HTTP/1.1 100 Continue\r\n\r\n")
    client.send("hi")
    #expect(client.answer()?.body == "POST /c [] hi")
    client.send("HEAD /d HTTP/1.1\r\nHost: h\r\n\r\n")
    #expect(client.answer(toHEAD: true)?.field("Content-Length") == "11")
    client.send("GET /e HTTP/1.0\r\n\r\n")
    #expect(client.answer()?.body == "GET /e [] ")
    #expect(client.rest() == "")
  }

  @Test func pipelinedRequestsAreAnsweredInOrder() throws {
    let pending = Pending()
    let server = try HTTPServer.make(handler: {
      $0.path.hasPrefix("/later") ? pending.handle($0) : echo($0)
    })
    let client = Client(port: server.port)
    client.send(get("/later1") + get("/now") + get("/later2") + get("/later3") + get("/end"))
    for expected in ["/later1", "GET /now [] ", "/later2", "/later3", "GET /end [] "] {
      if expected.hasPrefix("/") {
        #expect(eventually { pending.count == 1 })
        pending.answer()
      }
      #expect(client.answer()?.body == expected)
    }
  }

  @Test func whatIsPipelinedWhileARequestWaitsIsNotRead() throws {
    // More than the library's memory for a connection: read too soon, it would leave no room for
    // the head of the answer.
    let pending = Pending()
    let server = try HTTPServer.make(handler: {
      $0.path == "/later" ? pending.handle($0) : echo($0)
    })
    let client = Client(port: server.port)
    client.send(get("/later"))
    #expect(eventually { pending.count == 1 })
    let body = String(repeating: "y", count: 60_000)
    client.send("POST /p HTTP/1.1\r\nHost: h\r\nContent-Length: 60000\r\n\r\n" + body)
    usleep(50_000)
    pending.answer()
    #expect(client.answer()?.body == "/later")
    #expect(client.answer()?.body == "POST /p [] " + body)
  }

  @Test func onlyTheFirstAnswerIsSent() throws {
    let server = try HTTPServer.make(handler: { _ in
      .later { responder in
        responder.answer(.json(Array("1".utf8)))
        responder.answer(.json(Array("2".utf8)))
        detach { responder.answer(.json(Array("3".utf8))) }
      }
    })
    let client = Client(port: server.port)
    for _ in 0..<50 {
      client.send(get("/"))
      #expect(client.answer()?.body == "1")
    }
  }

  @Test func aDroppedResponderIs500() throws {
    let server = try HTTPServer.make(handler: { request in
      request.path == "/now" ? .later { _ in } : .later { kept in detach { _ = kept } }
    })
    let client = Client(port: server.port)
    for path in ["/now", "/soon", "/now"] {
      client.send(get(path))
      #expect(client.answer()?.status == 500)
    }
  }

  @Test func noAnswerInTimeIs504() throws {
    let pending = Pending()
    let server = try HTTPServer.make(
      { $0.answerDeadline = .milliseconds(200) }, handler: { pending.handle($0) })
    let client = Client(port: server.port)
    for number in 1...2 {
      client.send(get("/"))
      let answer = try #require(client.answer())
      #expect(answer.status == 504)
      #expect(answer.body == #"{"error":"the answer to this request did not come in time"}"#)
      // Counted by another thread than the one that answers.
      #expect(eventually { server.statistics.answersMissed == number })
    }
    pending.answer()
    client.send(get("/"))
    #expect(eventually { pending.count == 1 })
    pending.answer()
    #expect(client.answer()?.body == "/")
  }

  @Test func noOtherDeadlineRunsWhileARequestWaits() throws {
    let pending = Pending()
    let server = try HTTPServer.make(
      {
        $0.headerDeadline = .milliseconds(100)
        $0.bodyDeadline = .milliseconds(100)
        $0.sendDeadline = .milliseconds(100)
        $0.keepAlive = .milliseconds(100)
      }, handler: { pending.handle($0) })
    let client = Client(port: server.port)
    client.send(get("/"))
    usleep(500_000)
    pending.answer()
    #expect(client.answer()?.status == 200)
    // And then they run again.
    #expect(client.rest() == "")
  }

  @Test func aClientThatEndedItsStreamIsAnswered() throws {
    let pending = Pending()
    let server = try HTTPServer.make(handler: { pending.handle($0) })
    let client = Client(port: server.port)
    client.send(get("/"))
    client.finish()
    #expect(eventually { pending.count == 1 })
    usleep(300_000)
    pending.answer()
    #expect(client.answer()?.body == "/")
    #expect(client.rest() == "")
    #expect(eventually { server.statistics.connectionsOpen == 0 })
  }

  @Test(arguments: [false, true])
  func clientsThatLeaveAreForgottenWithTheAnswer(_ resets: Bool) throws {
    let pending = Pending()
    let server = try HTTPServer.make(handler: { pending.handle($0) })
    for _ in 0..<20 {
      let client = Client(port: server.port)
      if resets { client.resetAtClose() }
      client.send(get("/"))
      #expect(eventually { pending.count == 1 })
      if resets { usleep(1_000) }
      withExtendedLifetime(client) {}
      let waiting = pending.take()
      detach(after: 5) { for (_, responder) in waiting { responder.answer(.json([])) } }
    }
    #expect(eventually { server.statistics.connectionsOpen == 0 })
    #expect(server.statistics.requestsWaiting == 0)
  }
}
