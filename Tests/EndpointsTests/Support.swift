import Dialects
import Endpoints
import HTTPCore
import Signaling
import Synchronization

/// The endpoints over a hub of their own, with the clock in the test's hand and a note of all that
/// they hand on.
final class Desk: Sendable {
  struct Notes {
    var seconds = 0.0
    var adopted: [(socket: HandedOffSocket, entrance: Entrance)] = []
    var departures: [Departure] = []
    var traffic = Traffic()
    var http = HTTPTraffic()
    var advices = 0
    /// Connections that give a sign of life when they are asked.
    var alive: Set<ConnectionID> = []
    var sessionCalls: [SessionCall] = []
    var sessionReply: Result<[UInt8], EngineFailure> = .success(Array("ok".utf8))
  }

  /// What was asked of the relay about Socket.IO sessions.
  enum SessionCall {
    case open(Guest)
    case poll(String)
    case post(String, [UInt8])
    case upgrade(String)
  }

  let hub: Hub
  let services: Services
  let endpoints: Endpoints
  private let notes: NotesBox

  /// Behind a reference of its own: the closures of the services keep it, not the desk.
  final class NotesBox: Sendable {
    let value = Mutex(Notes())

    func note(_ call: SessionCall, _ reply: EngineReply) {
      let answer = value.withLock {
        $0.sessionCalls.append(call)
        return $0.sessionReply
      }
      reply(answer)
    }
  }

  static func make(
    roomCapacity: Int = 100, limits: Admission.Limits = Admission.Limits(), origins: [String] = [],
    trusting proxies: [String] = [], documents: [StaticFile] = [], pages: [StaticFile] = [],
    version: String = "1.2.3",
    adminToken: String? = nil, bearers: [String: Identity]? = nil,
    dialects: Set<Dialect> = Set(Dialect.allCases)
  ) -> Desk {
    Desk(
      roomCapacity: roomCapacity, limits: limits, origins: OriginPolicy(allowed: origins)!,
      proxies: proxies.map { AddressBlock($0)! }, documents: documents, pages: pages,
      version: version,
      adminToken: adminToken, bearers: bearers, dialects: dialects)
  }

  private init(
    roomCapacity: Int, limits: Admission.Limits, origins: OriginPolicy, proxies: [AddressBlock],
    documents: [StaticFile], pages: [StaticFile], version: String, adminToken: String?,
    bearers: [String: Identity]?, dialects: Set<Dialect>
  ) {
    var configuration = Hub.Configuration()
    configuration.roomCapacity = roomCapacity
    let hub = Hub(configuration, admission: Admission(limits))
    let notes = NotesBox()
    self.hub = hub
    self.notes = notes
    let isAdminToken: (@Sendable (String) -> Bool)? =
      adminToken == nil ? nil : { @Sendable in .some($0) == adminToken }
    let verify: VerifyToken? =
      bearers == nil ? nil : { @Sendable in Self.verify($0, bearers ?? [:]) }
    services = Services(
      hub: hub, origins: origins, trustedProxies: proxies,
      now: { notes.value.withLock { Self.moment($0.seconds) } },
      adopt: { socket, entrance in
        notes.value.withLock { $0.adopted.append((socket, entrance)) }
      },
      probe: { connection, answer in
        answer(notes.value.withLock { $0.alive.contains(connection) })
      },
      sessions: SessionServices(
        open: { notes.note(.open($0), $1) }, poll: { notes.note(.poll($0), $1) },
        post: { notes.note(.post($0, $1), $2) }, mayUpgrade: { notes.note(.upgrade($0), $1) }),
      queuedBytes: { ids in Dictionary(uniqueKeysWithValues: ids.map { ($0, 7) }) },
      dialects: dialects,
      announce: { departure in notes.value.withLock { $0.departures.append(departure) } },
      traffic: { notes.value.withLock { $0.traffic } },
      http: { notes.value.withLock { $0.http } },
      documents: documents, pages: pages, version: version,
      adminToken: isAdminToken, verify: verify,
      adviseOnKeys: { notes.value.withLock { $0.advices += 1 } })
    endpoints = Endpoints(services)
  }

  private static func verify(
    _ token: String, _ bearers: [String: Identity]
  ) -> Result<Identity, IdentityProblem> {
    guard let identity = bearers[token] else {
      return .failure(IdentityProblem(label: "token_forged", message: "the token is forged"))
    }
    return .success(identity)
  }

  private static func moment(_ seconds: Double) -> Moment {
    Moment(
      monotonic: MonotonicTime(nanoseconds: Int64(seconds * 1e9)),
      unixMilliseconds: Int64(seconds * 1000))
  }

  var adopted: [(socket: HandedOffSocket, entrance: Entrance)] {
    notes.value.withLock { $0.adopted }
  }
  var departures: [Departure] { notes.value.withLock { $0.departures } }
  var advices: Int { notes.value.withLock { $0.advices } }
  var moment: Moment { notes.value.withLock { Self.moment($0.seconds) } }
  var now: MonotonicTime { moment.monotonic }

  /// Seconds since 1970, and on the monotonic clock.
  func set(seconds: Double) { notes.value.withLock { $0.seconds = seconds } }
  func change(_ body: (inout Notes) -> Void) { notes.value.withLock { body(&$0) } }

  func respond(to request: Request) -> Response { endpoints.respond(to: request) }

  /// The answer, even if it comes later.
  func answer(to request: Request) async -> Response { await respond(to: request).settled }

  func get(_ target: String, _ headers: [(name: String, value: String)] = []) -> Response {
    respond(to: .make(.get, target, headers))
  }

  func post(
    _ target: String, _ body: String, _ headers: [(name: String, value: String)] = [],
    from remote: String = "127.0.0.1"
  ) -> Response {
    respond(to: .make(.post, target, headers, body: body, from: remote))
  }

  func openSocket(
    _ query: String = "", _ headers: [(name: String, value: String)] = [],
    from remote: String = "127.0.0.1"
  ) -> Response {
    respond(to: .make(.get, "/ws" + query, Request.handshake + headers, from: remote))
  }

  /// A client that has joined over REST.
  func join(_ body: String = #"{"roomId":"room"}"#) throws -> Joined {
    try Joined(post("/api/rooms/join", body))
  }
}

/// What a join answers with, read back.
struct Joined {
  let room: String
  let client: String
  let token: String
  let url: String

  init(_ response: Response) throws {
    let pattern =
      /\{"roomId":"(.*)","ClientId":"([0-9A-Za-z]{6})","status":"joined","token":"([0-9A-Za-z]{22})","expiresIn":120,"webSocketUrl":"(.*)"\}/
    guard let match = response.text.wholeMatch(of: pattern) else {
      throw Unreadable(text: response.text)
    }
    room = String(match.1)
    client = String(match.2)
    token = String(match.3)
    url = String(match.4)
  }

  var query: String { "?roomId=\(room)&clientId=\(client)&token=\(token)" }
}

struct Unreadable: Error {
  let text: String
}

extension Request {
  /// The upgrade of RFC 6455 1.3.
  static let handshake: [(name: String, value: String)] = [
    ("Host", "hub.example"), ("Upgrade", "websocket"), ("Connection", "Upgrade"),
    ("Sec-WebSocket-Version", "13"), ("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="),
  ]

  static func make(
    _ method: HTTPCore.Method = .get, _ target: String = "/",
    _ headers: [(name: String, value: String)] = [], body: String = "",
    from remote: String = "127.0.0.1"
  ) -> Request {
    // A literal of the test that cannot be decoded is a mistake of the test.
    try! Request(
      method: method, target: target, headers: headers, body: Array(body.utf8),
      remote: IPAddress(remote)!)
  }
}

extension Response {
  /// What comes of an answer that comes later; any other is itself.
  var settled: Response {
    get async {
      guard case .later(let deferred) = payload else { return self }
      return await withCheckedContinuation { continuation in
        deferred.start(Responder { continuation.resume(returning: $0) })
      }
    }
  }

  var isLater: Bool {
    if case .later = payload { true } else { false }
  }

  /// The body as text; of an upgrade, nothing.
  var text: String {
    if case .bytes(let bytes) = payload { String(decoding: bytes, as: UTF8.self) } else { "" }
  }

  var upgrade: Upgrade? {
    if case .upgrade(let upgrade) = payload { upgrade } else { nil }
  }

  /// The value of the one field of this name; nil when there is none, or more than one.
  subscript(name: String) -> String? {
    let values = headers.filter { $0.name.lowercased() == name.lowercased() }.map(\.value)
    return values.count == 1 ? values[0] : nil
  }
}

extension Admission.Limits {
  /// The defaults, but for what a test names.
  static func make(
    clients: Int = 100_000, connections: Int = .max, clientsPerAddress: Int = 500,
    joins: Rate = Rate(perSecond: 20, burst: 60), failedBinds: Rate = Rate(perSecond: 1, burst: 10)
  ) -> Self {
    var perAddress = Admission.PerAddress()
    perAddress.clients = clientsPerAddress
    perAddress.joins = joins
    perAddress.failedBinds = failedBinds
    var limits = Self()
    limits.clients = clients
    limits.connections = connections
    limits.perAddress = perAddress
    return limits
  }
}

/// Every `hub_refused_total` that is above zero, from `/metrics`.
extension Desk {
  var refused: [String: Int] {
    var counts: [String: Int] = [:]
    for match in get("/metrics").text.matches(
      of: /signaling_hub_refused_total\{reason="([^"]*)"\} (\d+)/)
    {
      counts[String(match.1)] = Int(match.2)
    }
    return counts
  }
}

extension Desk {
  /// Opens a socket and lets it be adopted; the ticket that the relay gets.
  func adopt(_ query: String) -> Ticket? {
    guard let upgrade = openSocket(query).upgrade else { return nil }
    upgrade.adopt(HandedOffSocket(descriptor: -1, received: [], remote: .loopback))
    return adopted.last?.entrance.ticket
  }

  /// A client that is bound, as the relay has it.
  @discardableResult
  func bind(
    _ room: String, _ client: String? = nil, dialect: Dialect = .native,
    profile: Profile = Profile(),
    identity: Identity? = nil, connection: UInt64 = 1
  ) throws -> Arrival {
    var generator = SystemRandomNumberGenerator()
    let admittance = try hub.enter(
      RoomID(room),
      Newcomer(
        dialect: dialect, clientID: client.flatMap { ClientID($0) }, profile: profile,
        identity: identity, address: AddressKey(high: 0, low: 0)),
      at: moment, using: &generator)
    guard
      let arrival = hub.attach(
        admittance.ticket, to: ConnectionID(rawValue: connection), at: now)
    else {
      throw Unreadable(text: "nobody to bind")
    }
    return arrival
  }
}

extension Identity {
  static func make(_ id: String, rooms: RoomGrant = .all) -> Identity {
    Identity(account: Account(id: id, info: Array("{}".utf8)), rooms: rooms, expiresAt: nil)
  }
}

extension Entrance {
  /// The ticket of a member.
  var ticket: Ticket? {
    if case .member(let ticket) = self { ticket } else { nil }
  }
}
