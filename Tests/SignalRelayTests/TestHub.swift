import Dialects
import Glibc
import Logging
import Signaling

@testable import SignalRelay

/// A hub with its relay, and clients connected by socketpairs.
struct TestHub: Sendable {
  let hub: Hub
  let relay: SignalRelay

  /// A client that is bound, with its welcome read.
  struct Member: Sendable {
    let client: TestClient
    let id: ClientID
    let room: RoomID
    let token: Token
    let peers: [String]
  }

  static let log = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

  /// Long times, so that nothing ends by them unless a test asks for it.
  static func make(
    capacity: Int = 100, clients: Int = 100_000, bearers: [String: Identity]? = nil,
    _ configure: (inout SignalRelay.Configuration) -> Void = { _ in }
  ) throws -> TestHub {
    var limits = Admission.Limits()
    limits.clients = clients
    limits.perAddress = nil
    var rooms = Hub.Configuration()
    rooms.roomCapacity = capacity
    let hub = Hub(rooms, admission: Admission(limits))
    var configuration = SignalRelay.Configuration.make()
    configure(&configuration)
    return TestHub(
      hub: hub, relay: try SignalRelay(configuration, hub: hub, log: log, verify: verify(bearers)))
  }

  /// Runs a test body on a hub and drains it afterwards, whatever comes of the body.
  static func with(
    capacity: Int = 100, clients: Int = 100_000, bearers: [String: Identity]? = nil,
    _ configure: (inout SignalRelay.Configuration) -> Void = { _ in },
    _ body: @escaping @Sendable (TestHub) throws -> Void
  ) async throws {
    let hub = try make(capacity: capacity, clients: clients, bearers: bearers, configure)
    do {
      try await onThread { try body(hub) }
    } catch {
      await hub.relay.drain(within: .milliseconds(20))
      throw error
    }
    await hub.relay.drain(within: .milliseconds(20))
  }

  /// Believes those tokens and no others.
  private static func verify(_ bearers: [String: Identity]?) -> VerifyToken? {
    guard let bearers else { return nil }
    return { token in
      guard let identity = bearers[token] else {
        return .failure(IdentityProblem(label: "token_forged", message: "the token is forged"))
      }
      return .success(identity)
    }
  }

  func ticket(_ room: String = "room") throws -> Ticket {
    // Not the system's, which has no size: the thread sanitizer follows its address into nowhere.
    var generator = SplitMix64(state: .random(in: 0...UInt64.max))
    return try hub.enter(
      RoomID(room), Newcomer(address: AddressKey(high: 0, low: 1)), at: Clock.now,
      using: &generator
    ).ticket
  }

  /// Hands a socket to the relay, as the end of a handshake does.
  func adopt(_ descriptor: Int32, _ ticket: Ticket, received: [UInt8] = []) throws {
    try hub.admission.openConnection()
    relay.adopt(descriptor: descriptor, received: received, entrance: .member(ticket))
  }

  /// Connects a client and reads its welcome.
  func connect(
    _ room: String = "room", over kind: SocketPair.Kind = .unix, receiveBytes: Int32? = nil,
    received: [UInt8] = []
  ) throws -> Member {
    let ticket = try ticket(room)
    let sockets = try SocketPair.make(kind, receiveBytes: receiveBytes)
    let client = TestClient(sockets.client)
    try adopt(sockets.server, ticket, received: received)
    let welcome = try client.object()
    guard welcome["type"] as? String == "welcome", welcome["roomId"] as? String == room,
      welcome["clientId"] as? String == ticket.clientID.rawValue,
      welcome["token"] as? String == ticket.token.secret
    else { throw TestClient.Trouble(description: "\(welcome) is not the welcome") }
    let peers = (welcome["peers"] as? [[String: Any]] ?? []).map { $0["clientId"] as? String ?? "" }
    return Member(
      client: client, id: ticket.clientID, room: ticket.room.id, token: ticket.token, peers: peers)
  }

  /// Connects clients, and reads what each is told of those who come after it.
  func connect(count: Int, _ room: String = "room") throws -> [Member] {
    let members = try (0..<count).map { _ in try connect(room) }
    for (index, member) in members.enumerated() {
      for _ in members[(index + 1)...] { _ = try member.client.object() }
    }
    return members
  }
}

extension SignalRelay.Configuration {
  static func make() -> Self {
    var configuration = Self()
    configuration.messageRate = nil
    configuration.pingAfter = .seconds(600)
    configuration.pongWithin = .seconds(600)
    configuration.probeAfter = .seconds(600)
    configuration.messageWithin = .seconds(600)
    configuration.closeWithin = .seconds(600)
    configuration.joinWithin = .seconds(600)
    configuration.probeWithin = .seconds(600)
    configuration.engine.pingInterval = .seconds(600)
    configuration.engine.pingTimeout = .seconds(600)
    configuration.engine.connectWithin = .seconds(600)
    configuration.engine.upgradeWithin = .seconds(600)
    return configuration
  }
}

extension TestHub.Member {
  func send(_ json: String) { client.send(text(json)) }
}
