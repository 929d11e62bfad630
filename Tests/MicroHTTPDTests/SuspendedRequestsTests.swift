import Glibc
import HTTPCore
import Synchronization
import Testing

@testable import MicroHTTPD

@Suite struct SuspendedRequestsTests {
  func get(_ path: String) -> String { "GET \(path) HTTP/1.1\r\nHost: h\r\n\r\n" }

  @Test func stopAnswers503ToAllThatWait() throws {
    let pending = Pending()
    let server = try HTTPServer.make(handler: { pending.handle($0) })
    let clients = (0..<200).map { _ in Client(port: server.port) }
    for client in clients { client.send(get("/")) }
    #expect(eventually { pending.count == 200 })
    server.stop()
    for client in clients {
      let answer = try #require(client.answer())
      #expect(answer.status == 503)
      #expect(answer.body == #"{"error":"the server is stopping"}"#)
      #expect(answer.fields("Connection") == ["close"])
      #expect(client.rest() == "")
    }
    #expect(server.statistics.connectionsOpen == 0)
    #expect(server.statistics.requestsWaiting == 0)
    // Nobody is there to take these.
    pending.answer()
  }

  @Test func stopAcceptingLeavesWaitingOnesWaiting() throws {
    let pending = Pending()
    let server = try HTTPServer.make(handler: { pending.handle($0) })
    let client = Client(port: server.port)
    client.send(get("/a"))
    #expect(eventually { pending.count == 1 })
    server.stopAccepting()
    usleep(100_000)
    #expect(server.statistics.requestsWaiting == 1)
    pending.answer()
    let answer = try #require(client.answer())
    #expect(answer.body == "/a")
    #expect(answer.fields("Connection") == ["close"])
    #expect(client.rest() == "")
  }

  @Test func nothingWaitsWithoutAnEndWhenAClientDoesNotReadAtStop() throws {
    let pending = Pending()
    let large = [UInt8](repeating: 0x78, count: 16_000_000)
    let server = try HTTPServer.make(handler: { pending.handle($0) })
    let client = Client(port: server.port, receiveBuffer: 4096)
    client.send(get("/"))
    #expect(eventually { pending.count == 1 })
    for (_, responder) in pending.take() { responder.answer(.json(large)) }
    let stopped = ContinuousClock().measure { server.stop() }
    #expect(stopped < .seconds(3))
    #expect(server.statistics.connectionsOpen == 0)
  }

  @Test func stopMeetsAnswersFromOtherThreads() throws {
    for round in 0..<20 {
      let pending = Pending()
      let server = try HTTPServer.make(handler: { pending.handle($0) })
      let clients = (0..<20).map { _ in Client(port: server.port) }
      for client in clients { client.send(get("/")) }
      #expect(eventually { pending.count == 20 })
      for (number, waiting) in pending.take().enumerated() {
        detach(after: number < 10 ? 0 : 1) { waiting.responder.answer(.json([])) }
      }
      if round % 2 == 0 { usleep(500) }
      server.stop()
      for client in clients {
        // Every one is told something, by the answer or by the stop.
        #expect([200, 503].contains(client.answer()?.status ?? 0))
      }
    }
  }

  @Test func stopMeetsRequestsThatAreBeingPutOff() throws {
    for _ in 0..<20 {
      let server = try HTTPServer.make(handler: { _ in
        .later { responder in detach { responder.answer(.json([])) } }
      })
      let clients = (0..<10).map { _ in Client(port: server.port) }
      for client in clients { client.send(String(repeating: get("/"), count: 50)) }
      server.stop()
      #expect(server.statistics.connectionsOpen == 0)
      #expect(server.statistics.requestsWaiting == 0)
    }
  }

  @Test func deadlinesMeetAnswers() throws {
    let server = try HTTPServer.make(
      { $0.answerDeadline = .milliseconds(20) },
      handler: { _ in
        .later { responder in detach(after: 22) { responder.answer(.json([])) } }
      })
    let clients = (0..<20).map { _ in Client(port: server.port) }
    var statuses: [Int: Int] = [:]
    for _ in 0..<20 {
      for client in clients { client.send(get("/")) }
      for client in clients { statuses[client.answer()?.status ?? 0, default: 0] += 1 }
    }
    #expect(statuses[200, default: 0] + statuses[504, default: 0] == 400)
    #expect(server.statistics.answersMissed == statuses[504, default: 0])
    #expect(server.statistics.connectionsAccepted == 20)
  }

  @Test func tenThousandCyclesLoseNothing() throws {
    let pending = Pending()
    let ends = Atomic(false)
    let server = try HTTPServer.make(handler: { pending.handle($0) })
    // Two threads answer whatever there is.
    let running = Atomic(2)
    for _ in 0..<2 {
      detach {
        while !ends.load(ordering: .relaxed) {
          pending.answer()
          usleep(100)
        }
        running.wrappingSubtract(1, ordering: .releasing)
      }
    }
    let clients = (0..<50).map { _ in Client(port: server.port) }
    var wrong = 0
    for round in 0..<200 {
      for (number, client) in clients.enumerated() { client.send(get("/\(round)/\(number)")) }
      for (number, client) in clients.enumerated()
      where client.answer()?.body != "/\(round)/\(number)" {
        wrong += 1
      }
    }
    #expect(wrong == 0)
    #expect(server.statistics.requests == 10_000)
    #expect(server.statistics.connectionsAccepted == 50)
    #expect(server.statistics.requestsWaiting == 0)
    ends.store(true, ordering: .relaxed)
    #expect(eventually { running.load(ordering: .acquiring) == 0 })
  }
}
