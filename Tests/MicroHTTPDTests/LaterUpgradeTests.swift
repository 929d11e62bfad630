import Glibc
import HTTPCore
import Synchronization
import Testing

@testable import MicroHTTPD

@Suite struct LaterUpgradeTests {
  let handshake =
    "GET /ws HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n"

  @Test func handsTheSocketOver() throws {
    let pending = Pending()
    let outcome = UpgradeTests.Outcome()
    let server = try HTTPServer.make(handler: { pending.handle($0) })
    let client = Client(port: server.port)
    client.send(handshake + "\u{1}right behind")
    #expect(eventually { pending.count == 1 })
    client.send(", and later")
    for (_, responder) in pending.take() { responder.answer(outcome.response) }
    #expect(client.answer()?.status == 101)
    #expect(eventually { outcome.sockets.count == 1 })
    let socket = try #require(outcome.sockets.first)
    var received = socket.received
    #expect(
      eventually {
        var bytes = [UInt8](repeating: 0, count: 64)
        let count = unsafe read(socket.descriptor, &bytes, 64)
        if count > 0 { received += bytes[..<count] }
        return received == Array("\u{1}right behind, and later".utf8)
      })
    #expect(eventually { server.statistics.connectionsOpen == 0 })
    server.stop()
    #expect(unsafe write(socket.descriptor, "hello", 5) == 5)
    #expect(client.read(5) == "hello")
    #expect(server.statistics.upgrades == 1)
    #expect(outcome.abandonments == 0)
  }

  @Test func anUpgradeInHTTP10IsAbandoned() throws {
    let outcome = UpgradeTests.Outcome()
    let server = try HTTPServer.make(handler: { _ in .later { $0.answer(outcome.response) } })
    let client = Client(port: server.port)
    client.send("GET /ws HTTP/1.0\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n")
    #expect(client.answer()?.status == 505)
    #expect(outcome.abandonments == 1)
  }

  @Test(arguments: [false, true])
  func abandonsWhenTheClientLeftMeanwhile(_ resets: Bool) throws {
    let pending = Pending()
    let outcome = UpgradeTests.Outcome()
    let server = try HTTPServer.make(handler: { pending.handle($0) })
    do {
      let client = Client(port: server.port)
      if resets { client.resetAtClose() }
      client.send(handshake)
      #expect(eventually { pending.count == 1 })
    }
    for (_, responder) in pending.take() { responder.answer(outcome.response) }
    #expect(eventually { server.statistics.connectionsOpen == 0 })
    #expect(outcome.abandonments == 1)
    #expect(outcome.sockets.isEmpty)
    #expect(server.statistics.upgradesAbandoned == 1)
  }

  @Test func abandonsWhatComesTooLate() throws {
    let pending = Pending()
    let outcome = UpgradeTests.Outcome()
    let server = try HTTPServer.make(
      { $0.answerDeadline = .milliseconds(50) }, handler: { pending.handle($0) })
    let client = Client(port: server.port)
    client.send(handshake)
    #expect(client.answer()?.status == 504)
    for (_, responder) in pending.take() { responder.answer(outcome.response) }
    #expect(outcome.abandonments == 1)
    client.send(handshake)
    #expect(eventually { pending.count == 1 })
    server.stop()
    for (_, responder) in pending.take() { responder.answer(outcome.response) }
    #expect(outcome.abandonments == 2)
    #expect(outcome.sockets.isEmpty)
  }

  @Test func everyUpgradeIsAdoptedOrAbandonedWhateverTheClientDoes() throws {
    let settled = Atomic(0)
    let server = try HTTPServer.make(handler: { _ in
      .later { responder in
        detach {
          responder.answer(
            .upgrade(
              Upgrade(
                adopt: { socket in
                  close(socket.descriptor)
                  settled.wrappingAdd(1, ordering: .relaxed)
                }, abandon: { settled.wrappingAdd(1, ordering: .relaxed) }),
              headers: [("Upgrade", "websocket")]))
        }
      }
    })
    for number in 0..<150 {
      let client = Client(port: server.port)
      if number % 3 == 0 { client.resetAtClose() }
      client.send(handshake)
      if number % 3 == 2 { _ = client.rest() }
    }
    #expect(eventually { server.statistics.connectionsOpen == 0 })
    // A reset may come before the request was read; every one that was read is settled.
    #expect(eventually { settled.load(ordering: .relaxed) == server.statistics.requests })
    let statistics = server.statistics
    #expect(statistics.upgrades + statistics.upgradesAbandoned == statistics.requests)
    #expect(statistics.upgrades >= 50)
  }
}
