import Glibc

/// Opens clients, a bounded number at a time, in the order of their rooms.
struct Dialer {
  let endpoint: Endpoint
  /// What the clients of a room speak, in turn.
  var dialects = [Dialect.native]
  /// Set when the rooms are chat rooms.
  var tokens: AccountTokens?
  var concurrency = 64

  /// The entries of the clients of each room, in order; the rooms are others with each call.
  func entries(perRoom: Int) -> [Entry] {
    let prefix = "bench-\(getpid())-\(monotonicNanoseconds() / 1_000)"
    return (0..<perRoom).map { place in
      Entry(
        dialects[place % dialects.count], place: place, to: endpoint, tokens: tokens,
        roomPrefix: prefix)
    }
  }

  /// Opens clients, in rooms of their own, and waits until all are bound and nothing more arrives.
  /// They are opened in the order of their rooms.
  /// - Parameter perRoom: How many clients share a room.
  func open(_ count: Int, perRoom: Int) throws -> Clients {
    let clients = try open(count, entries(perRoom: perRoom))
    try clients.settle()
    return clients
  }

  /// Opens clients and waits until all are bound.
  /// - Parameter entries: Those of the clients of each room.
  func open(_ count: Int, _ entries: [Entry]) throws -> Clients {
    let clients = try Clients()
    var openings: [Opening] = []
    openings.reserveCapacity(count)
    var bound = 0
    var deadline = monotonicNanoseconds() + UInt64(nanosecondsIn: 10)
    while bound < count {
      while openings.count < count, openings.count - bound < concurrency {
        let index = openings.count
        let entry = entries[index % entries.count]
        let opening = Opening(entry, room: index / entries.count)
        let descriptor = try Socket.connect(to: endpoint)
        clients.all.append(
          Client(
            descriptor: descriptor, dialect: entry.dialect, id: "", account: entry.account))
        try clients.poller.add(descriptor, token: UInt64(index))
        try Socket.sendAll(opening.request, to: descriptor)
        openings.append(opening)
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
    return clients
  }

  private func bind(
    _ client: inout Client, _ opening: inout Opening, _ scratch: UnsafeMutableRawBufferPointer
  ) throws -> Bool {
    guard let count = try unsafe Socket.receive(into: scratch, from: client.descriptor) else {
      return false
    }
    if count == 0 { throw BenchmarkError("the server closed the connection during the handshake") }
    let bound = try unsafe opening.feed(UnsafeRawBufferPointer(rebasing: scratch[..<count]))
    try Socket.sendAll(opening.takeAnswer(), to: client.descriptor)
    guard let bound else { return false }
    client.id = bound.id
    client.isBound = true
    _ = unsafe bound.rest.withUnsafeBytes { unsafe client.frames.feed($0) }
    return true
  }
}
