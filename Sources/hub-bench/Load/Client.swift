import Glibc

/// One bound client of the load.
struct Client {
  let descriptor: Int32
  let dialect: Dialect
  /// Its ID in the room; empty with the baseline.
  var id: String
  /// Its account, in a chat room.
  let account: String
  var isBound = false
  var frames = FrameCounter()

  /// Answers a ping, if one has come: a server may close who does not.
  @inline(__always)
  mutating func answerPing() throws {
    if frames.unansweredPing != nil { try sendPong() }
  }

  private mutating func sendPong() throws {
    guard let payload = frames.unansweredPing else { return }
    frames.unansweredPing = nil
    try Socket.sendAll(ClientFrame.frame(ClientFrame.pong, payload: payload), to: descriptor)
  }
}

/// The clients of one load, their epoll set (token = index) and the one buffer they read into.
@safe
final class Clients {
  var all: [Client] = []
  let poller: Poller
  let scratch: UnsafeMutableRawBufferPointer

  init() throws {
    poller = try Poller()
    unsafe scratch = .allocate(byteCount: 262_144, alignment: 64)
  }

  deinit {
    for client in all { close(client.descriptor) }
    unsafe scratch.deallocate()
  }

  /// Reads until nothing has come for a while, and answers nothing but pings.
  func settle(quietMilliseconds: Int32 = 60) throws {
    let deadline = monotonicNanoseconds() + UInt64(nanosecondsIn: 10)
    while monotonicNanoseconds() < deadline {
      let ready = try poller.wait(milliseconds: quietMilliseconds)
      if ready == 0 { return }
      for event in 0..<ready {
        _ = try receive(at: Int(poller.token(at: event)))
      }
    }
    throw BenchmarkError("the server did not come to rest within 10 s")
  }

  /// Reads what one client has got; counts its messages and throws when the server hangs up.
  @inline(__always)
  func receive(at index: Int) throws -> Int {
    guard let count = try unsafe Socket.receive(into: scratch, from: all[index].descriptor) else {
      return 0
    }
    let completed = unsafe all[index].frames.feed(
      UnsafeRawBufferPointer(rebasing: scratch[..<count]))
    if count == 0 || all[index].frames.isClosed {
      throw BenchmarkError("the server closed a client's connection under load")
    }
    try all[index].answerPing()
    return completed
  }

  /// Waits for one whole message of one client and returns its payload.
  func nextMessage(at index: Int) throws -> [UInt8] {
    var received: [UInt8] = []
    var waiting = pollfd(fd: all[index].descriptor, events: Int16(POLLIN), revents: 0)
    while true {
      try Interruption.check()
      let ready = unsafe poll(&waiting, 1, 5_000)
      if ready < 0, errno == EINTR { continue }
      guard ready > 0,
        let count = try unsafe Socket.receive(into: scratch, from: waiting.fd), count > 0
      else { throw BenchmarkError("a message was not relayed within 5 s") }
      unsafe received.append(contentsOf: scratch[..<count])
      let payload = unsafe received.withUnsafeBytes { unsafe firstPayload(in: $0) }
      if let payload { return Array(received[payload]) }
    }
  }

  /// Closes every client with the closing handshake (RFC 6455 7.1.1): the server closes the
  /// connection first, for at most two seconds.
  func closeAll() throws {
    for client in all {
      try? Socket.sendAll(ClientFrame.normalClosure, to: client.descriptor)
    }
    var open = all.count
    let deadline = monotonicNanoseconds() + UInt64(nanosecondsIn: 2)
    while open > 0, monotonicNanoseconds() < deadline {
      for event in 0..<(try poller.wait(milliseconds: 100)) {
        let descriptor = all[Int(poller.token(at: event))].descriptor
        if let count = try? unsafe Socket.receive(into: scratch, from: descriptor), count > 0 {
          continue
        }
        try poller.remove(descriptor)
        open -= 1
      }
    }
    for client in all { close(client.descriptor) }
    all = []
  }
}
