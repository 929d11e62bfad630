import Glibc
import HTTPCore
import Testing

@testable import MicroHTTPD

@Suite struct LifecycleTests {
  let get = "GET /a HTTP/1.1\r\nHost: h\r\n\r\n"

  @Test(arguments: ["127.0.0.1", "::1", "localhost", "0.0.0.0"])
  func listensOn(_ host: String) throws {
    #expect(try HTTPServer.make { $0.host = host }.port > 0)
  }

  @Test func namesAPortThatIsTaken() throws {
    let first = try HTTPServer.make()
    let error = #expect(throws: HTTPServerError.self) {
      try HTTPServer.make { $0.port = first.port }
    }
    #expect(
      error == .cannotListen(host: "127.0.0.1", port: first.port, errno: EADDRINUSE))
    #expect(
      error?.description
        == "cannot listen on 127.0.0.1 port \(first.port): Address already in use")
  }

  @Test func namesAnAddressOfAnotherMachine() {
    let error = #expect(throws: HTTPServerError.self) {
      try HTTPServer.make { $0.host = "192.0.2.1" }
    }
    #expect(error?.description.contains("192.0.2.1") == true)
  }

  @Test func namesAHostThatIsNone() {
    let error = #expect(throws: HTTPServerError.self) {
      try HTTPServer.make { $0.host = "no such host" }
    }
    guard case .unknownHost("no such host", _) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  @Test func portIsFreeAgainAfterStop() throws {
    let first = try HTTPServer.make()
    let client = Client(port: first.port)
    client.send(get)
    #expect(client.answer()?.status == 200)
    first.stop()
    let second = try HTTPServer.make { $0.port = first.port }
    #expect(second.port == first.port)
  }

  @Test func stopClosesIdleAndHalfSentRequests() throws {
    let server = try HTTPServer.make()
    let idle = Client(port: server.port)
    idle.send(get)
    #expect(idle.answer()?.status == 200)
    let halfHead = Client(port: server.port)
    halfHead.send("GET / HT")
    let halfBody = Client(port: server.port)
    halfBody.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\nabc")
    let silent = Client(port: server.port)
    #expect(eventually { server.statistics.connectionsOpen == 4 })
    server.stop()
    for client in [idle, halfHead, halfBody, silent] { #expect(client.rest() == "") }
    #expect(server.statistics.connectionsOpen == 0)
    server.stop()
    #expect(!Client(port: server.port).isConnected)
  }

  @Test func stopAcceptingRefusesNewConnectionsAndEndsOldOnes() throws {
    let server = try HTTPServer.make()
    let client = Client(port: server.port)
    client.send(get)
    #expect(client.answer()?.field("Connection") != "close")
    server.stopAccepting()
    server.stopAccepting()
    #expect(!Client(port: server.port).isConnected)
    client.send(get)
    let last = try #require(client.answer())
    #expect(last.status == 200)
    #expect(last.fields("Connection") == ["close"])
    #expect(client.rest() == "")
    server.stop()
  }

  @Test func theNextProcessMayListenWhileThisOneDrains() throws {
    let first = try HTTPServer.make()
    let client = Client(port: first.port)
    client.send(get)
    #expect(client.answer()?.status == 200)
    first.stopAccepting()
    let second = try HTTPServer.make { $0.port = first.port }
    first.stop()
    let next = Client(port: second.port)
    next.send(get)
    #expect(next.answer()?.status == 200)
  }

  @Test func stopsWhenForgotten() throws {
    let port = try HTTPServer.make().port
    #expect(!Client(port: port).isConnected)
  }
}
