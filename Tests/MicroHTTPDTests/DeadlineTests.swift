import Glibc
import HTTPCore
import Logging
import Synchronization
import Testing

@testable import MicroHTTPD

@Suite struct DeadlineTests {
  /// How long something takes.
  func time(_ body: () -> Void) -> Duration {
    ContinuousClock().measure(body)
  }

  /// Sends a byte every 20 milliseconds until the server has answered or a second has passed.
  func drip(_ client: Client, _ byte: String) {
    for _ in 0..<50 {
      client.send(byte)
      usleep(20_000)
    }
  }

  @Test func aSlowHeadIs408HoweverBusyTheClient() throws {
    let server = try HTTPServer.make { $0.headerDeadline = .milliseconds(300) }
    let client = Client(port: server.port)
    client.send("GET / HTTP/1.1\r\nHost: h\r\nX: ")
    drip(client, "a")
    let answer = try #require(client.answer())
    #expect(answer.status == 408)
    #expect(answer.field("Connection") == "close")
    #expect(answer.body == #"{"error":"the head of the request did not arrive in time"}"#)
    #expect(client.rest() == "")
    #expect(server.statistics.refused == [.headerTimeout: 1])
    #expect(eventually { server.statistics.connectionsOpen == 0 })
  }

  @Test func aSilentConnectionIs408() throws {
    let server = try HTTPServer.make { $0.headerDeadline = .milliseconds(200) }
    let client = Client(port: server.port)
    let waited = time { #expect(client.answer()?.status == 408) }
    #expect(waited > .milliseconds(150) && waited < .seconds(5))
  }

  @Test func aSlowBodyIs408HoweverBusyTheClient() throws {
    let server = try HTTPServer.make { $0.bodyDeadline = .milliseconds(300) }
    let client = Client(port: server.port)
    client.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1000\r\n\r\n")
    drip(client, "a")
    let answer = try #require(client.answer())
    #expect(answer.status == 408)
    #expect(answer.body == #"{"error":"the body of the request did not arrive in time"}"#)
    #expect(server.statistics.refused == [.bodyTimeout: 1])
    #expect(server.statistics.requests == 0)
  }

  @Test func aSlowTrailerIs408() throws {
    let server = try HTTPServer.make { $0.bodyDeadline = .milliseconds(300) }
    let client = Client(port: server.port)
    client.send("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nT: ")
    drip(client, "a")
    #expect(try #require(client.answer()).status == 408)
  }

  @Test func anIdleConnectionIsClosedInSilence() throws {
    let server = try HTTPServer.make { $0.keepAlive = .milliseconds(300) }
    let client = Client(port: server.port)
    client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n")
    #expect(client.answer()?.status == 200)
    #expect(client.rest() == "")
    #expect(server.statistics.refused.isEmpty)
    #expect(server.statistics.connectionsCut == 0)
  }

  @Test func aSecondRequestThatBeganHasItsOwnDeadline() throws {
    let server = try HTTPServer.make {
      $0.keepAlive = .milliseconds(300)
      $0.headerDeadline = .milliseconds(300)
    }
    let client = Client(port: server.port)
    client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n")
    #expect(client.answer()?.status == 200)
    usleep(200_000)
    client.send("GET /sec")
    drip(client, "o")
    #expect(try #require(client.answer()).status == 408)
    #expect(client.rest() == "")
  }

  @Test func aClientThatDoesNotReadIsCut() throws {
    let large = [UInt8](repeating: 0x78, count: 16_000_000)
    let server = try HTTPServer.make(
      { $0.sendDeadline = .milliseconds(300) }, handler: { _ in .json(large) })
    let client = Client(port: server.port, receiveBuffer: 4096)
    client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n")
    #expect(eventually { server.statistics.connectionsCut == 1 })
    #expect(eventually { server.statistics.connectionsOpen == 0 })
    #expect(client.rest().utf8.count < large.count)
  }

  @Test(arguments: [
    "GET / HT", "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\n\r\na",
    "GET / HTTP/1.1\r\nHost: h\r\n\r\n",
  ])
  func anEndThatComesTogetherWithBytesIsNoticed(_ bytes: String) throws {
    let server = try HTTPServer.make {
      $0.headerDeadline = .seconds(60)
      $0.bodyDeadline = .seconds(60)
      $0.keepAlive = .seconds(60)
    }
    for _ in 0..<20 { Client(port: server.port).send(bytes) }
    #expect(
      eventually {
        server.statistics.connectionsAccepted == 20 && server.statistics.connectionsOpen == 0
      })
  }

  @Test func aHandedOffSocketHasNoDeadline() throws {
    let descriptor = Atomic<Int32>(-1)
    let server = try HTTPServer.make(
      {
        $0.headerDeadline = .milliseconds(100)
        $0.bodyDeadline = .milliseconds(100)
        $0.sendDeadline = .milliseconds(100)
        $0.keepAlive = .milliseconds(100)
      },
      handler: { _ in
        .upgrade(
          Upgrade(
            adopt: { descriptor.store($0.descriptor, ordering: .releasing) }, abandon: {}),
          headers: [("Upgrade", "websocket")])
      })
    let client = Client(port: server.port)
    client.send(
      "GET /ws HTTP/1.1\r\nHost: h\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n")
    #expect(client.answer()?.status == 101)
    usleep(400_000)
    #expect(unsafe write(descriptor.load(ordering: .acquiring), "x", 1) == 1)
    #expect(client.read(1) == "x")
    close(descriptor.load(ordering: .acquiring))
  }
}

@Suite struct ConnectionPhaseTests {
  @Test(arguments: [
    (ConnectionPhase.idle, PhaseWord.Verdict.closeUnlessRequestBegan),
    (.header, .timeOut(.headerTimeout)), (.body, .timeOut(.bodyTimeout)), (.answering, .cut),
    (.lingering, .cut), (.suspended, .leave), (.handedOff, .leave), (.condemned, .leave),
  ])
  func verdictComesAfterTheDeadline(_ phase: ConnectionPhase, _ verdict: PhaseWord.Verdict) {
    let word = PhaseWord(phase, deadline: 1000)
    #expect(word.phase == phase)
    #expect(word.deadline == 1000)
    #expect(word.verdict(at: 1000) == .leave)
    #expect(word.verdict(at: 1001) == verdict)
  }

  @Test func neverIsBeyondEveryClock() {
    #expect(PhaseWord(.header, deadline: PhaseWord.never).verdict(at: .max >> 4) == .leave)
    #expect(PhaseWord(.header, deadline: PhaseWord.never).deadline == PhaseWord.never)
  }

  @Test func nothingFollowsACondemnation() throws {
    let core = ServerCore(.init(), log: .init(label: "test")) { _ in .json([]) }
    let connection = Connection(core, descriptor: -1, remote: .loopback, headerDeadline: 5)
    #expect(connection.enter(.body, until: 9))
    let word = PhaseWord(.body, deadline: 9)
    #expect(!connection.replace(PhaseWord(.header, deadline: 5), by: .condemned))
    #expect(connection.replace(word, by: .condemned))
    #expect(!connection.enter(.answering, until: 20))
  }
}
