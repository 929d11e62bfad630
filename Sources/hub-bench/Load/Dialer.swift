import Glibc

/// Opens clients, a bounded number at a time, in the order of their rooms.
struct Dialer {
  let endpoint: Endpoint
  let greeting: Opening.Greeting
  var concurrency = 64

  /// Makes the names of rooms differ from those of earlier loads and other generators.
  static func roomPrefix() -> String { "bench-\(getpid())-\(monotonicNanoseconds() / 1_000)" }

  /// Opens clients, in rooms of their own, and waits until all are bound and nothing more arrives.
  /// They are opened in the order of their rooms.
  /// - Parameter perRoom: How many clients share a room.
  func open(_ count: Int, perRoom: Int) throws -> Clients {
    let clients = try Clients()
    let request = OpeningRequest(endpoint, roomPrefix: Self.roomPrefix())
    var openings = [Opening](repeating: Opening(greeting), count: count)
    var started = 0
    var bound = 0
    var deadline = monotonicNanoseconds() + UInt64(nanosecondsIn: 10)
    while bound < count {
      while started < count, started - bound < concurrency {
        let descriptor = try Socket.connect(to: endpoint)
        clients.all.append(Client(descriptor: descriptor, id: ""))
        try clients.poller.add(descriptor, token: UInt64(started))
        try unsafe request.bytes(room: started / perRoom).withUnsafeBytes {
          try unsafe Socket.sendAll($0, to: descriptor)
        }
        started += 1
      }
      let boundBefore = bound
      for event in 0..<(try clients.poller.wait(milliseconds: 100)) {
        let index = Int(clients.poller.token(at: event))
        if !clients.all[index].isBound {
          if try unsafe bind(&clients.all[index], &openings[index], clients.scratch) { bound += 1 }
        } else {
          _ = try clients.receive(at: index)
        }
      }
      if bound > boundBefore {
        deadline = monotonicNanoseconds() + UInt64(nanosecondsIn: 10)
      } else if monotonicNanoseconds() > deadline {
        throw BenchmarkError("the server bound no client for 10 s (\(bound) are)")
      }
    }
    try clients.settle()
    return clients
  }

  private func bind(
    _ client: inout Client, _ opening: inout Opening, _ scratch: UnsafeMutableRawBufferPointer
  ) throws -> Bool {
    guard let count = try unsafe Socket.receive(into: scratch, from: client.descriptor) else {
      return false
    }
    if count == 0 { throw BenchmarkError("the server closed the connection during the handshake") }
    guard let bound = try unsafe opening.feed(UnsafeRawBufferPointer(rebasing: scratch[..<count]))
    else { return false }
    client.id = bound.id
    client.isBound = true
    _ = unsafe bound.rest.withUnsafeBytes { unsafe client.frames.feed($0) }
    return true
  }
}
