import Foundation
import Synchronization

@testable import Signaling

/// Random words from a seed (SplitMix64), so that every run of a test sees the same ones.
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var word = state
    word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
    word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
    return word ^ (word >> 31)
  }
}

/// Hands out the given words, one after the other.
struct ScriptedGenerator: RandomNumberGenerator {
  private(set) var words: ArraySlice<UInt64>

  init(_ words: UInt64...) { self.words = words[...] }

  mutating func next() -> UInt64 { words.removeFirst() }
}

extension MonotonicTime {
  static func make(seconds: Double) -> Self {
    Self(nanoseconds: Int64((seconds * 1e9).rounded()))
  }
}

extension AddressKey {
  static func make(_ number: Int = 1) -> Self {
    Self(high: 0, low: 0xFFFF_0000_0000 | UInt64(number))
  }
}

extension ConnectionID {
  static func make(_ number: Int) -> Self { Self(rawValue: UInt64(number)) }
}

extension RoomID {
  static func make(_ name: String = "room") -> Self { Self(name)! }
}

extension ClientID {
  static func make(_ name: String = "ada") -> Self { Self(name)! }
}

extension Newcomer {
  /// Somebody who asks for a name, unless it is nil.
  static func make(
    _ name: String? = "ada", dialect: Dialect = .serverpod, identity: Identity? = nil,
    token: Token? = nil, from address: Int = 1
  ) -> Self {
    Self(
      dialect: dialect, clientID: name.map(ClientID.make), identity: identity, token: token,
      address: .make(address))
  }
}

extension Identity {
  static func make(
    _ id: String = "account", rooms: RoomGrant = .all, expiresAt: Int64? = nil
  ) -> Self {
    Self(
      account: Account(id: id, info: Array(#"{"id":"\#(id)"}"#.utf8)), rooms: rooms,
      expiresAt: expiresAt)
  }
}

extension Token {
  static func make(_ secret: String = "wrong") -> Self { Self(presented: secret) }
}

extension Admission.Limits {
  /// Limits that nothing in a test reaches, but for those that it names.
  static func make(
    clients: Int = 1_000_000, connections: Int = .max, clientsPerAddress: Int = 1_000_000,
    joins: Rate = Rate(perSecond: 1, burst: 1e12),
    failedBinds: Rate = Rate(perSecond: 1, burst: 1e12)
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

extension Hub {
  static func make(
    roomCapacity: Int = 100, seatSeconds: Int = 120, limits: Admission.Limits = .make(),
    tracedPairs: Int = 16_384
  ) -> Hub {
    var configuration = Configuration()
    configuration.roomCapacity = roomCapacity
    configuration.seatLifetime = .seconds(seatSeconds)
    configuration.tracedPairs = tracedPairs
    return Hub(configuration, admission: Admission(limits))
  }
}

/// Comings and goings at a time that does not matter.
extension Hub {
  func attach(_ ticket: Ticket, to connection: ConnectionID) -> Arrival? {
    attach(ticket, to: connection, at: .make(seconds: 0))
  }

  func leave(
    _ clientID: ClientID, from roomID: RoomID, token: Token?
  ) throws(Refusal) -> Departure {
    try leave(clientID, from: roomID, token: token, at: .make(seconds: 0))
  }

  func detach(_ membership: Membership, reason: LeaveReason) -> Departure? {
    detach(membership, reason: reason, at: .make(seconds: 0))
  }

  func evict(_ clientID: ClientID, from roomID: RoomID) -> Departure? {
    evict(clientID, from: roomID, at: .make(seconds: 0))
  }

  func clear(_ roomID: RoomID) -> [Departure] { clear(roomID, at: .make(seconds: 0)) }
}

/// A hub with its clock and its dice in the test's hand.
final class Stage {
  let hub: Hub
  var generator = SeededGenerator(seed: 1)
  /// Seconds on both clocks.
  var seconds = 0.0
  private var connections = 0

  static func make(
    roomCapacity: Int = 100, seatSeconds: Int = 120, limits: Admission.Limits = .make()
  ) -> Stage {
    Stage(hub: .make(roomCapacity: roomCapacity, seatSeconds: seatSeconds, limits: limits))
  }

  init(hub: Hub) { self.hub = hub }

  var now: MonotonicTime { .make(seconds: seconds) }

  var moment: Moment {
    Moment(monotonic: now, unixMilliseconds: Int64((seconds * 1000).rounded()))
  }

  func join(
    _ room: String? = "room", profile: Profile = Profile(), from address: Int = 1
  ) throws(Refusal) -> Seat {
    try hub.join(
      room.map(RoomID.make), Newcomer(profile: profile, address: .make(address)), at: moment,
      using: &generator
    ).seat
  }

  func enter(
    _ room: String? = "room", profile: Profile = Profile(), from address: Int = 1
  ) throws(Refusal) -> Ticket {
    try hub.enter(
      room.map(RoomID.make), Newcomer(profile: profile, address: .make(address)), at: moment,
      using: &generator
    ).ticket
  }

  func claim(_ seat: Seat, from address: Int = 1) throws(Refusal) -> Ticket {
    try hub.claim(
      seat.clientID, in: seat.roomID, token: seat.token, from: .make(address), at: now
    ).ticket
  }

  /// Attaches `ticket` to a connection that was never there before.
  func attach(_ ticket: Ticket) -> Arrival? {
    connections += 1
    return hub.attach(ticket, to: .make(connections), at: now)
  }

  /// A client that has come all the way in.
  func arrive(
    _ room: String = "room", profile: Profile = Profile(), from address: Int = 1
  ) throws -> Arrival {
    let ticket = try enter(room, profile: profile, from: address)
    guard let arrival = attach(ticket) else { throw Absent() }
    return arrival
  }

  /// Enters as somebody in particular, into "room" unless another is named.
  func enter(as newcomer: Newcomer, in room: RoomID = .make()) throws(Refusal) -> Admittance {
    try hub.enter(room, newcomer, at: moment, using: &generator)
  }

  /// Joins as somebody in particular.
  func join(as newcomer: Newcomer, in room: RoomID = .make()) throws(Refusal) -> Reservation {
    try hub.join(room, newcomer, at: moment, using: &generator)
  }

  /// Comes all the way in as somebody in particular.
  func arrive(as newcomer: Newcomer, in room: RoomID = .make()) throws -> Arrival {
    guard let arrival = attach(try enter(as: newcomer, in: room).ticket) else { throw Absent() }
    return arrival
  }

  func expire() -> Int { hub.expireSeats(at: now) }

  func clients(_ room: String = "room") -> [ClientID] { hub.clients(in: .make(room)) }
}

/// Something that had to be there is not.
struct Absent: Error {}

extension Membership {
  /// Whom a message goes to, in order, and what became of it. It is recorded, as all messages are.
  func route(to target: ClientID? = nil) -> (routing: Routing, recipients: [ConnectionID]) {
    var recipients: [Receiver] = []
    var passage = Passage(.offer, bytes: 1, at: .make(seconds: 0))
    let routing = route(
      to: target.map(Target.client) ?? .everybody, into: &recipients, recording: &passage)
    return (routing, recipients.map(\.connection))
  }
}

extension Arrival {
  /// The connections of those who are told.
  var connections: [ConnectionID] { recipients.map(\.connection) }
}

extension Departure {
  /// The connections of those who are told.
  var connections: [ConnectionID] { recipients.map(\.connection) }
}

extension Routing {
  /// To one connection of the native protocol.
  static func one(_ connection: ConnectionID) -> Self { .one(Receiver(connection, .native)) }
}

/// What `body` is refused with; nil when it is not.
func refusal<Value>(_ body: () throws(Refusal) -> Value) -> Refusal? {
  do throws(Refusal) {
    _ = try body()
    return nil
  } catch {
    return error
  }
}

/// Runs `work` on `count` threads that start together, and waits for all of them.
func inThreads(_ count: Int, _ work: @escaping @Sendable (Int) -> Void) {
  let done = DispatchGroup()
  let gate = DispatchSemaphore(value: 0)
  for index in 0..<count {
    done.enter()
    Thread.detachNewThread {
      gate.wait()
      work(index)
      done.leave()
    }
  }
  for _ in 0..<count { gate.signal() }
  done.wait()
}
