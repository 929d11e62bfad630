import Glibc
import Testing

@testable import SignalRelay

extension Descriptor {
  /// A transfer as a word, to be compared.
  fileprivate static func word(_ transfer: Transfer) -> String {
    switch transfer {
    case .moved(let count): "\(count)"
    case .wouldBlock: "would block"
    case .end: "end"
    case .failed: "failed"
    }
  }

  fileprivate static func receive(_ descriptor: Int32) -> String {
    var buffer = [UInt8](repeating: 0, count: 64)
    return unsafe buffer.withUnsafeMutableBytes { unsafe word(receive(descriptor, into: $0)) }
  }

  fileprivate static func send(_ descriptor: Int32, count: Int) -> String {
    let bytes = [UInt8](repeating: 1, count: count)
    return unsafe bytes.withUnsafeBytes { unsafe word(send(descriptor, $0)) }
  }
}

@Suite struct DescriptorTests {
  @Test func aReadTellsBytesFromSilenceFromTheEnd() throws {
    let sockets = try SocketPair.make()
    let client = TestClient(sockets.client)
    defer { close(sockets.server) }
    #expect(Descriptor.receive(sockets.server) == "would block")
    client.send([1, 2, 3])
    #expect(Descriptor.receive(sockets.server) == "3")
    client.finishSending()
    #expect(Descriptor.receive(sockets.server) == "end")
  }

  @Test func aWriteReturnsAtOnceWhenThereIsNoRoom() throws {
    let sockets = try SocketPair.make()
    let client = TestClient(sockets.client)
    defer { close(sockets.server) }
    Descriptor.prepare(sockets.server)
    var moved = 0
    while let count = Int(Descriptor.send(sockets.server, count: 1 << 20)) { moved += count }
    #expect(Descriptor.send(sockets.server, count: 1) == "would block")
    #expect(moved < 1 << 20, "the kernel keeps little for a client that does not read")
    withExtendedLifetime(client) {}
  }

  @Test func aWriteToNobodyIsTheEndAndNoSignal() throws {
    let sockets = try SocketPair.make()
    close(sockets.client)
    #expect(Descriptor.send(sockets.server, count: 1) == "end")
    close(sockets.server)
  }

  @Test func aResetIsTheEnd() throws {
    let sockets = try SocketPair.make(.tcp)
    // Closing with a linger time of zero resets the connection (socket(7)).
    var linger = linger(l_onoff: 1, l_linger: 0)
    _ = unsafe setsockopt(
      sockets.client, SOL_SOCKET, SO_LINGER, &linger,
      socklen_t(MemoryLayout.size(ofValue: linger)))
    close(sockets.client)
    var entry = pollfd(fd: sockets.server, events: Int16(POLLIN), revents: 0)
    #expect(unsafe poll(&entry, 1, 10_000) == 1)
    #expect(Descriptor.receive(sockets.server) == "end")
    close(sockets.server)
  }

  @Test func whatIsNoSocketFails() {
    #expect(Descriptor.receive(-1) == "failed")
    #expect(Descriptor.send(-1, count: 1) == "failed")
  }

  @Test func anErrorSaysWhichCallFailedAndWhy() {
    let error = SystemError("eventfd", EMFILE)
    #expect(error.description == "eventfd: Too many open files")
  }
}
