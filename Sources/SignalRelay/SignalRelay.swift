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

    /// The defaults, with one loop.
    public init() {}
  }

  private typealias Mail = Mailbox<Letter<Relay>>

  private let statistics: [LoopStatistics]
  private let mailboxes: [Mailbox<Letter<Relay>>]
  private let running: LoopsRunning

  /// Starts the loops.
  ///
  /// - Throws: `SystemError` when the system has no descriptor or thread left.
  public init(_ configuration: Configuration, hub: Hub, log: Logger) throws {
    var statistics: [LoopStatistics] = []
    var mailboxes: [Mail] = []
    running = LoopsRunning(configuration.loops)
    for index in 0..<configuration.loops {
      let counters = LoopStatistics()
      let mailbox = try Mail()
      let running = running
      try LoopThread.start(name: "relay-\(index)") {
        [mailbox, counters, configuration, hub, log] in
        defer { running.loopEnded() }
        do {
          var loop = try EventLoop(
            Relay(hub: hub, log: log, statistics: counters), mailbox: mailbox,
            epoll: try Epoll(),
            connections: Connections(
              loop: index, policy: configuration.policy, queueLimits: configuration.queueLimits,
              statistics: counters, now: Clock.monotonic))
          loop.run()
        } catch {
          log.critical("relay loop did not start", metadata: ["error": "\(error)"])
        }
      }
      statistics.append(counters)
      mailboxes.append(mailbox)
    }
    self.statistics = statistics
    self.mailboxes = mailboxes
  }

  /// Takes over an upgraded socket, whose place was taken with `Admission.openConnection`.
  ///
  /// - Parameters:
  ///   - descriptor: the socket, non-blocking; the relay closes it.
  ///   - received: bytes that came behind the handshake.
  ///   - ticket: whom the connection binds.
  public func adopt(descriptor: Int32, received: [UInt8], ticket: Ticket, hub: Hub) {
    let letter = Letter<Relay>.adopt(
      descriptor: descriptor, received: received, ticket: ticket)
    if !mailbox(of: ticket.room.id).post(letter) {
      close(descriptor)
      hub.abandon(ticket, at: Clock.monotonic)
      hub.admission.connectionClosed()
    }
  }

  /// Tells those who remain that a client has left, and closes its connection if it has one.
  public func announce(_ departure: Departure) {
    guard departure.connection != nil else { return }
    _ = mailbox(of: departure.roomID).post(.notice(departure))
  }

  /// The sums over all loops.
  public var traffic: Traffic {
    var traffic = Traffic()
    for loop in statistics { loop.add(to: &traffic) }
    return traffic
  }

  /// Closes every connection with 1012 and ends the loops, at the latest when `time` has passed.
  public func drain(within time: Interval) async {
    let deadline = Clock.monotonic + time
    for mailbox in mailboxes { _ = mailbox.post(.drain(deadline: deadline)) }
    await running.allEnded()
  }

  private func mailbox(of room: RoomID) -> Mail {
    mailboxes[Int(UInt(bitPattern: room.hashValue) % UInt(mailboxes.count))]
  }
}

extension SignalRelay.Configuration {
  var policy: Session.Policy {
    var policy = Session.Policy()
    policy.messages.messageBytes = messageBytes
    policy.messages.frames = messageFrames
    policy.rate = messageRate
    policy.liveness = Liveness.Timing(
      pingAfter: pingAfter, pongWithin: pongWithin, probeAfter: probeAfter)
    return policy
  }

  var queueLimits: QueueLimits {
    QueueLimits(perClient: queueBytes, perLoop: max(totalQueueBytes / loops, queueBytes))
  }
}
