import Glibc
import HTTPCore
import Testing

@testable import MicroHTTPD

@Suite struct RefusedConnectionsTests {
  let get = "GET /a HTTP/1.1\r\nHost: h\r\n\r\n"

  @Test func theThreadRestsWhileTheServerDrains() throws {
    let clock = ThreadClock()
    let server = try HTTPServer.make(handler: { request in
      clock.read()
      return echo(request)
    })
    let client = Client(port: server.port)
    client.send(get)
    #expect(client.answer()?.status == 200)
    let before = try #require(clock.used)
    server.stopAccepting()
    usleep(1_000_000)
    #expect(try #require(clock.used) - before < 50_000)
    client.send(get)
    #expect(client.answer()?.fields("Connection") == ["close"])
  }

  @Test func aServerAtItsLimitOfConnectionsDrains() throws {
    let clock = ThreadClock()
    let server = try HTTPServer.make(
      { $0.maximumConnections = 2 },
      handler: { request in
        clock.read()
        return echo(request)
      })
    let clients = (0..<2).map { _ in Client(port: server.port) }
    for client in clients {
      client.send(get)
      #expect(client.answer()?.status == 200)
    }
    server.stopAccepting()
    #expect(!Client(port: server.port).isConnected)
    clients[0].send(get)
    #expect(clients[0].answer()?.status == 200)
    #expect(clients[0].rest() == "")
    let before = try #require(clock.used)
    usleep(500_000)
    #expect(try #require(clock.used) - before < 50_000)
    server.stop()
    #expect(clients[1].rest() == "")
  }

  @Test func itMeetsABusyThread() throws {
    for round in 0..<60 {
      let server = try HTTPServer.make()
      let clients = (0..<3).map { _ in Client(port: server.port) }
      for client in clients { client.send(String(repeating: get, count: 50)) }
      usleep(UInt32(round % 10) * 100)
      server.stopAccepting()
      server.stop()
    }
  }
}
