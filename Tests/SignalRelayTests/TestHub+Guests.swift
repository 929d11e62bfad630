import Dialects
import Glibc
import Signaling
import Synchronization
import WebSocketCore

@testable import SignalRelay

/// Clients of the other protocols.
extension TestHub {
  /// Connects a client that names its room in a message.
  ///
  /// - Parameter loop: the loop it lives on; nil for any.
  func guest(
    _ dialect: Dialect = .serverpod, onLoop loop: Int? = nil, identity: Identity? = nil
  ) throws -> TestClient {
    let sockets = try SocketPair.make()
    let server = loop.map { descriptor(sockets.server, for: $0) } ?? sockets.server
    let client = TestClient(sockets.client)
    let address = AddressKey(high: 0, low: 1)
    try hub.admission.admit(address, at: Clock.monotonic)
    try hub.admission.openConnection()
    relay.adopt(
      descriptor: server, received: [],
      entrance: .guest(Guest(dialect: dialect, address: address, identity: identity)))
    return client
  }

  /// A descriptor of the same socket that the relay gives to that loop.
  private func descriptor(_ descriptor: Int32, for loop: Int) -> Int32 {
    let loops = Int32(relay.loops.count)
    guard descriptor % loops != loop else { return descriptor }
    var passed = [descriptor]
    while passed[passed.count - 1] % loops != loop {
      passed.append(fcntl(descriptor, F_DUPFD_CLOEXEC, passed[passed.count - 1] + 1))
    }
    for other in passed.dropLast() { close(other) }
    return passed[passed.count - 1]
  }

  /// Connects a client whose handshake named its room.
  func member(
    _ dialect: Dialect, _ name: String? = nil, in room: RoomID = RoomID("room")!,
    identity: Identity? = nil
  ) throws -> TestClient {
    var generator = SplitMix64(state: .random(in: 0...UInt64.max))
    let admittance = try hub.enter(
      room,
      Newcomer(
        dialect: dialect, clientID: name.flatMap { ClientID($0) }, identity: identity,
        address: AddressKey(high: 0, low: 1)),
      at: Clock.now, using: &generator)
    if let replaced = admittance.replaced { relay.announce(replaced) }
    let sockets = try SocketPair.make()
    try adopt(sockets.server, admittance.ticket)
    return TestClient(sockets.client)
  }

  /// A Serverpod client in a room, with its list of peers read.
  func serverpod(
    _ name: String, in room: String = "room", onLoop loop: Int? = nil, identity: Identity? = nil
  ) throws -> TestClient {
    let client = try guest(.serverpod, onLoop: loop, identity: identity)
    client.join(room, as: name)
    let list = try client.object()
    guard list.string("type") == "peers_list" else {
      throw TestClient.Trouble(description: "\(list) is not the list")
    }
    return client
  }

  /// What the relay keeps, over all loops.
  var census: RelayCensus {
    let count = Count()
    relay.census { count.add($0) }
    _ = eventually { count.state.withLock { $0.answers } == relay.loops.count }
    return count.state.withLock { $0.sum }
  }

  /// Whether nothing is kept and nobody is counted any more.
  var isEmptyAtLast: Bool {
    eventually {
      census == RelayCensus() && hub.admission.clients == 0 && hub.admission.connections == 0
        && hub.roomCount == 0
    }
  }

  private final class Count: Sendable {
    let state = Mutex((answers: 0, sum: RelayCensus()))

    func add(_ census: RelayCensus) {
      state.withLock { $0 = ($0.answers + 1, $0.sum + census) }
    }
  }
}

extension TestClient {
  func say(_ message: String) { send(frame(.text, message.utf8)) }

  /// Serverpod's first message.
  func join(_ room: String = "room", as name: String) {
    say(#"{"action":"join","roomId":"\#(room)","sessionId":"\#(name)"}"#)
  }

  /// Answers a ping that has to come next.
  func answerPing() throws {
    guard try next() == .ping else { throw Trouble(description: "no ping") }
    send(frame(.pong, []))
  }

  /// The next text; whatever else comes first is an error.
  func line() throws -> String {
    guard let frame = try next(), frame.opcode == 1 else {
      throw Trouble(description: "closed instead of a message")
    }
    return frame.text
  }
}

extension Identity {
  static func make(_ id: String, expiresAt: Int64? = nil) -> Self {
    Self(account: Account(id: id, info: Array("{}".utf8)), rooms: .all, expiresAt: expiresAt)
  }
}
