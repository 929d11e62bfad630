import Glibc
import HTTPCore
import Synchronization
import Testing

@testable import MicroHTTPD

@Suite struct UpgradeTests {
  /// Where the closures of an upgrade leave what they were given.
  final class Outcome: Sendable {
    let adopted = Mutex<[HandedOffSocket]>([])
    let abandoned = Atomic(0)

    var response: Response {
      .upgrade(
        Upgrade(
          adopt: { socket in self.adopted.withLock { $0.append(socket) } },
          abandon: { self.abandoned.wrappingAdd(1, ordering: .relaxed) }),
        headers: [("Upgrade", "websocket"), ("Connection", "Upgrade"), ("X-Mine", "1")])
    }

    var sockets: [HandedOffSocket] { adopted.withLock { $0 } }
    var abandonments: Int { abandoned.load(ordering: .relaxed) }

    deinit { for socket in sockets { close(socket.descriptor) } }
  }

  let handshake =
    "GET /ws HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n"

  @Test func handsTheSocketOverWithTheBytesBehindTheHandshake() throws {
    let outcome = Outcome()
    let server = try HTTPServer.make(handler: { _ in outcome.response })
    let client = Client(port: server.port)
    client.send(handshake + "\u{1}right behind")
    let answer = try #require(client.answer())
    #expect(answer.status == 101)
    #expect(answer.fields("Connection") == ["Upgrade"])
    #expect(answer.fields("Upgrade") == ["websocket"])
    #expect(answer.field("X-Mine") == "1")
    #expect(eventually { outcome.sockets.count == 1 })
    let socket = try #require(outcome.sockets.first)
    #expect(socket.received == Array("\u{1}right behind".utf8))
    #expect(socket.remote == .loopback)
    #expect(fcntl(socket.descriptor, F_GETFL) & O_NONBLOCK != 0)
    #expect(fcntl(socket.descriptor, F_GETFD) & FD_CLOEXEC != 0)
    // The library has let go, and the connection lives on, past the end of the server.
    #expect(eventually { server.statistics.connectionsOpen == 0 })
    server.stop()
    #expect(unsafe write(socket.descriptor, "hello", 5) == 5)
    #expect(client.read(5) == "hello")
    client.send("back")
    var bytes = [UInt8](repeating: 0, count: 8)
    #expect(eventually { unsafe read(socket.descriptor, &bytes, 8) == 4 })
    #expect(outcome.abandonments == 0)
    #expect(server.statistics.upgrades == 1)
  }

  @Test func upgradesAfterOtherRequestsOfTheConnection() throws {
    let outcome = Outcome()
    let server = try HTTPServer.make(handler: {
      $0.path == "/ws" ? outcome.response : echo($0)
    })
    let client = Client(port: server.port)
    client.send("GET /a HTTP/1.1\r\nHost: h\r\n\r\n" + handshake + "x")
    #expect(client.answer()?.body == "GET /a [] ")
    #expect(client.answer()?.status == 101)
    #expect(eventually { outcome.sockets.first?.received == Array("x".utf8) })
  }

  @Test func anUpgradeInHTTP10IsAbandoned() throws {
    let outcome = Outcome()
    let server = try HTTPServer.make(handler: { _ in outcome.response })
    let client = Client(port: server.port)
    client.send("GET /ws HTTP/1.0\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n")
    let answer = try #require(client.answer())
    #expect(answer.status == 505)
    #expect(answer.body.contains("HTTP/1.1"))
    #expect(client.rest() == "")
    #expect(outcome.abandonments == 1)
    #expect(outcome.sockets.isEmpty)
  }

  @Test func abandonsWhenTheConnectionDiesBeforeThe101() throws {
    let outcome = Outcome()
    let entered = Atomic(false)
    let gone = Atomic(false)
    let server = try HTTPServer.make(handler: { _ in
      entered.store(true, ordering: .releasing)
      _ = eventually { gone.load(ordering: .acquiring) }
      return outcome.response
    })
    do {
      let client = Client(port: server.port)
      client.send(handshake)
      #expect(eventually { entered.load(ordering: .acquiring) })
      // So the write of the 101 fails.
      client.resetAtClose()
    }
    gone.store(true, ordering: .releasing)
    #expect(eventually { outcome.abandonments + outcome.sockets.count == 1 })
    #expect(outcome.abandonments == 1)
    #expect(eventually { server.statistics.connectionsOpen == 0 })
    #expect(server.statistics.upgradesAbandoned == 1)
  }

  @Test func abandonsWhenAFieldCannotBeSent() throws {
    let outcome = Outcome()
    let server = try HTTPServer.make(handler: { _ in
      var response = outcome.response
      response.headers.append(("X", "a\nb"))
      return response
    })
    let client = Client(port: server.port)
    client.send(handshake)
    #expect(client.answer()?.status == 500)
    #expect(eventually { outcome.abandonments == 1 })
    #expect(outcome.sockets.isEmpty)
  }

  @Test func leaksNothingOverManyUpgrades() throws {
    let closed = Atomic(0)
    // The library may miss the end of a stream that came together with bytes, so the deadline
    // for heads clears these up.
    let server = try HTTPServer.make(
      { $0.headerDeadline = .milliseconds(300) },
      handler: { _ in
        .upgrade(
          Upgrade(
            adopt: { socket in
              close(socket.descriptor)
              closed.wrappingAdd(1, ordering: .relaxed)
            }, abandon: { closed.wrappingAdd(1, ordering: .relaxed) }),
          headers: [("Upgrade", "websocket")])
      })
    func round(_ number: Int) {
      let client = Client(port: server.port)
      client.send(number % 3 == 0 ? String(handshake.dropLast(4)) : handshake)
      // One is cut in its head, one leaves at once, one waits for its 101.
      if number % 3 == 2 { _ = client.rest() }
    }
    for number in 0..<30 { round(number) }
    #expect(eventually { server.statistics.connectionsOpen == 0 })
    let before = openDescriptors(named: server.port)
    for number in 0..<300 { round(number) }
    #expect(eventually { server.statistics.connectionsOpen == 0 })
    #expect(openDescriptors(named: server.port) == before)
    #expect(
      closed.load(ordering: .relaxed) == server.statistics.upgrades
        + server.statistics.upgradesAbandoned)
  }

  /// How many descriptors of this process are sockets bound to a port.
  private func openDescriptors(named port: UInt16) -> Int {
    (0..<1024).count { descriptor in
      var address = sockaddr_in()
      var length = socklen_t(MemoryLayout<sockaddr_in>.size)
      let found = unsafe withUnsafeMutablePointer(to: &address) { address in
        unsafe address.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
          unsafe getsockname(Int32(descriptor), address, &length) == 0
        }
      }
      return found && address.sin_family == sa_family_t(AF_INET)
        && UInt16(bigEndian: address.sin_port) == port
    }
  }
}
