import Dialects
import Glibc
import Logging
import Signaling
import Synchronization
import WebSocketCore

/// The relay as the rest of the program sees it: sockets in, a drain at the end.
///
/// It runs one loop a thread. A room lives on one loop, chosen by its name, so that a message never
/// crosses threads on its way from one member to another.
public final class SignalRelay: Sendable {
  /// What a relay is told at its start.
  public struct Configuration: Sendable {
    /// Loops, each a thread of its own.
    public var loops = 1
    /// Bytes a message may have, over all its frames.
    public var messageBytes = 65_536
    /// Frames a message may have.
    public var messageFrames = 64
    /// Bytes a client's out-queue may hold.
    public var queueBytes = 262_144
    /// Bytes all out-queues may hold; above, a client may queue only 16 KiB.
    public var totalQueueBytes = 268_435_456
    /// Messages a client may send; nil lifts the limit.
    public var messageRate: Rate? = Rate(perSecond: 100, burst: 300)
    /// Silence after which a client is pinged.
    public var pingAfter = Interval.seconds(15)
    /// Time it has to answer.
    public var pongWithin = Interval.seconds(5)
    /// Silence after which it is pinged as soon as something is relayed to it.
    public var probeAfter = Interval.seconds(5)
    /// Whether binary messages are taken, or closed with 1003.
    package var takesBinary = false
    /// Time a message has from its first byte to its last.
    package var messageWithin = Interval.seconds(10)
    /// Time a client has to answer a close frame and to read what is queued for it.
    package var closeWithin = Interval.seconds(5)
    /// Time a client may take to name its room in a message.
    package var joinWithin = Interval.seconds(10)
    /// Time the holder of a name that another wants may take to give a sign of life.
    package var probeWithin = Interval.seconds(2)
    /// How often a client may name a room in a message, where messages are limited at all.
    package var roomChanges = Rate(perSecond: 2, burst: 8)
    /// The times of Socket.IO sessions.
    package var engine = EngineTiming()

    /// The defaults, with one loop.
    public init() {}
  }

  private let hub: Hub
  let loops: [RelayLoop<Relay>]
  private let running: LoopsRunning

  /// Starts the loops. `verify` checks tokens that come in messages; nil when the hub trusts none.
  ///
  /// - Throws: `SystemError` when the system has no descriptor or thread left.
  public init(
    _ configuration: Configuration, hub: Hub, log: Logger, verify: VerifyToken? = nil
  ) throws {
    let running = LoopsRunning(configuration.loops)
    let directory = LoopDirectory<Relay>()
    let services = RelayServices(
      directory: directory, verify: verify, joinWithin: configuration.joinWithin,
      probeWithin: configuration.probeWithin, engine: configuration.engine,
      roomChanges: configuration.messageRate == nil ? nil : configuration.roomChanges,
      maximumPayload: min(configuration.messageBytes, 65_536))
    loops = try (0..<configuration.loops).map { index in
      let statistics = LoopStatistics()
      return try RelayLoop(index, configuration, statistics, directory) {
        Relay(hub: hub, log: log, statistics: statistics, services: services)
      } ended: {
        running.loopEnded()
      }
    }
    directory.fill(loops.map(\.mailbox))
    self.running = running
    self.hub = hub
  }

  /// Takes over an upgraded socket, whose place was taken with `Admission.openConnection`; that of
  /// a guest also with `Admission.admit`.
  ///
  /// - Parameters:
  ///   - descriptor: the socket, non-blocking; the relay closes it.
  ///   - received: bytes that came behind the handshake.
  ///   - entrance: whom the connection is for.
  public func adopt(descriptor: Int32, received: [UInt8], entrance: Entrance) {
    let loop =
      switch entrance {
      case .member(let ticket): loop(of: ticket.room.id)
      // Its room is not known yet; any loop will do.
      case .guest: loops[Int(descriptor) % loops.count]
      case .upgrade(let sid): loops[SessionID.loop(of: sid, among: loops.count)]
      }
    if !loop.adopt(descriptor: descriptor, received: received, ticket: entrance) {
      close(descriptor)
      hub.giveBack(entrance, at: Clock.monotonic)
    }
  }

  /// Tells those who remain that a client has left, and closes its connection if it has one.
  public func announce(_ departure: Departure) {
    guard let connection = departure.connection else { return }
    // Who takes a name by a handshake is adopted by the room's loop: the news of the old holder goes
    // there first.
    let loop = departure.reason == .replaced ? loop(of: departure.roomID) : loops[connection.loop]
    _ = loop.mailbox.post(.notice(.departed(departure)))
  }

  /// Asks a connection for a sign of life. The answer is false when there was none: then the
  /// connection has lost its client ID, and is closed.
  public func probe(_ connection: ConnectionID, answer: @escaping @Sendable (Bool) -> Void) {
    guard loops.indices.contains(connection.loop),
      loops[connection.loop].mailbox.post(.notice(.probe(connection, answer: answer)))
    else { return answer(false) }
  }

  /// How many bytes wait for each of these connections; without those that are gone.
  public func queuedBytes(of connections: [ConnectionID]) async -> [ConnectionID: Int] {
    var queued: [ConnectionID: Int] = [:]
    for (loop, ids) in Dictionary(grouping: connections, by: \.loop)
    where loops.indices.contains(loop) {
      let share = await withCheckedContinuation { (reply: CheckedContinuation<_, Never>) in
        let isPosted = loops[loop].mailbox.post(
          .notice(.queues(ids) { reply.resume(returning: $0) }))
        if !isPosted { reply.resume(returning: [:]) }
      }
      queued.merge(share) { _, new in new }
    }
    return queued
  }

  // MARK: - Socket.IO over HTTP

  /// Opens a session for a client that polls, whose place was taken with `Admission.admit`.
  public func openSession(_ guest: Guest, reply: @escaping EngineReply) {
    let sid = SessionID.make()
    if !post(.open(sid: sid, guest, reply: reply), to: sid) {
      hub.admission.release(guest.address)
      reply(.failure(.forbidden))
    }
  }

  /// Answers when something is there for the session's client.
  public func poll(session sid: String, reply: @escaping EngineReply) {
    if !post(.poll(sid: sid, reply: reply), to: sid) { reply(.failure(.unknownSession)) }
  }

  /// Takes what the session's client has to say.
  public func post(session sid: String, body: [UInt8], reply: @escaping EngineReply) {
    if !post(.post(sid: sid, body: body, reply: reply), to: sid) {
      reply(.failure(.unknownSession))
    }
  }

  /// Tells whether a session may change over to a WebSocket.
  public func mayUpgrade(session sid: String, reply: @escaping EngineReply) {
    if !post(.mayUpgrade(sid: sid, reply: reply), to: sid) { reply(.failure(.unknownSession)) }
  }

  private func post(_ notice: RelayNotice, to sid: String) -> Bool {
    loops[SessionID.loop(of: sid, among: loops.count)].mailbox.post(.notice(notice))
  }

  /// The sums over all loops.
  public var traffic: Traffic {
    var traffic = Traffic()
    for loop in loops { loop.statistics.add(to: &traffic) }
    return traffic
  }

  /// Closes every connection with 1012 and ends the loops, at the latest when `time` has passed.
  public func drain(within time: Interval) async {
    let deadline = Clock.monotonic + time
    for loop in loops { _ = loop.mailbox.post(.drain(deadline: deadline)) }
    await running.allEnded()
  }

  private func loop(of room: RoomID) -> RelayLoop<Relay> {
    loops[Int(UInt(bitPattern: room.hashValue) % UInt(loops.count))]
  }
}

extension SignalRelay.Configuration {
  var policy: Session.Policy {
    var policy = Session.Policy()
    policy.messages.messageBytes = messageBytes
    policy.messages.frames = messageFrames
    policy.takesBinary = takesBinary
    policy.rate = messageRate
    policy.liveness = Liveness.Timing(
      pingAfter: pingAfter, pongWithin: pongWithin, probeAfter: probeAfter)
    policy.messageWithin = messageWithin
    policy.closeWithin = closeWithin
    return policy
  }

  var queueLimits: QueueLimits {
    QueueLimits(perClient: queueBytes, perLoop: max(totalQueueBytes / loops, queueBytes))
  }
}
