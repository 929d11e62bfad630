import HeapModule
import Signaling
import WebSocketCore

/// One loop's connections and everything an event may do to them: queue a frame, set a timer,
/// decide an end. The loop flushes and closes afterwards; only a full queue is sent from at once.
package struct Connections<Member: Sendable>: ~Copyable {
  /// A moment at which a connection wants to be looked at.
  struct Timer: Comparable {
    let at: MonotonicTime
    let id: ConnectionID

    static func < (left: Self, right: Self) -> Bool { left.at < right.at }
  }

  let loop: Int
  let policy: Session.Policy
  let queueLimits: QueueLimits
  let statistics: LoopStatistics
  /// The time of this turn.
  var now: MonotonicTime
  var table: ConnectionTable<Member>
  var pool = BufferPool()
  var timers = Heap<Timer>()
  /// Connections with something to flush.
  var dirty: [ConnectionID] = []
  /// Connections whose end is decided but not yet performed.
  var endings: [(id: ConnectionID, ending: Ending)] = []
  /// Frames for connections of other loops, posted at the end of the turn.
  var foreign: [(id: ConnectionID, frame: [UInt8])] = []
  /// A connection without a socket that is to take over another's.
  var move: (from: ConnectionID, to: ConnectionID)?
  private(set) var queuedBytes = 0
  private let pingFrame = FrameWriter.ping()

  init(
    loop: Int, policy: Session.Policy, queueLimits: QueueLimits, statistics: LoopStatistics,
    now: MonotonicTime
  ) {
    self.loop = loop
    self.policy = policy
    self.queueLimits = queueLimits
    self.statistics = statistics
    self.now = now
    table = ConnectionTable(loop: loop)
  }

  /// Queues a whole frame for a client, and a ping behind it if the client has long been silent.
  ///
  /// A client whose queue would overflow is ended as slow instead: the others lose nothing by it.
  package mutating func send(_ frame: UnsafeRawBufferPointer, to id: ConnectionID) {
    guard id.loop == loop else {
      unsafe foreign.append((id, Array(frame)))
      return
    }
    guard let place = unsafe table.find(id), unsafe !place.pointee.isEnding else { return }
    if unsafe !hasRoom(for: frame.count, at: place) {
      // What waits may have been queued in this very turn: a client is slow only when the kernel
      // says so.
      unsafe sendWaiting(at: place)
      guard unsafe hasRoom(for: frame.count, at: place) else {
        statistics.countDropped(.slowReceiver)
        end(id, .slow)
        return
      }
    }
    unsafe enqueue(frame, at: place)
    if unsafe place.pointee.hasSocket, unsafe place.pointee.session.probe(at: now, policy) {
      ping(id)
    }
  }

  /// Queues a text message for a client, in one frame, that the caller writes where it will be sent
  /// from. For what most messages are: `send` does the same for every frame and client.
  ///
  /// - Returns: where the payload goes, all of it, before anything else is queued; nil when the
  ///   message has to be sent by `send`, which may have to send, ping or end something first.
  mutating func beginText(
    payloadLength: Int, to id: ConnectionID
  ) -> UnsafeMutableRawBufferPointer? {
    guard id.loop == loop, let place = unsafe table.find(id), unsafe !place.pointee.isEnding,
      unsafe place.pointee.hasSocket, unsafe !place.pointee.session.isProbeDue(at: now, policy)
    else { return nil }
    let headerLength = FrameWriter.headerLength(forPayload: payloadLength)
    let length = headerLength + payloadLength
    guard unsafe hasRoom(for: length, at: place) else { return nil }
    let frame = unsafe place.pointee.queue.extend(by: length, pool: &pool)
    unsafe FrameWriter.writeHeader(opcode: .text, payloadLength: payloadLength, into: frame)
    countQueued(length)
    unsafe flushLater(at: place)
    return unsafe UnsafeMutableRawBufferPointer(rebasing: frame[headerLength...])
  }

  private func hasRoom(
    for bytes: Int, at place: UnsafeMutablePointer<Connection<Member>>
  ) -> Bool {
    let limit =
      queuedBytes > queueLimits.perLoop ? queueLimits.perClientWhenFull : queueLimits.perClient
    // One frame may always wait alone, unless all queues together are too long: the welcome to a
    // crowded room can be longer than any queue, and who gets it has not been slow.
    return unsafe place.pointee.queue.count + bytes <= limit
      || place.pointee.queue.isEmpty && limit == queueLimits.perClient
  }

  /// Sends what the kernel takes at once. What fails is the loop's to find out.
  private mutating func sendWaiting(at place: UnsafeMutablePointer<Connection<Member>>) {
    guard unsafe place.pointee.hasSocket, unsafe !place.pointee.awaitsRoom,
      case .moved(let count) = unsafe Descriptor.send(
        place.pointee.descriptor, place.pointee.queue.pending)
    else { return }
    unsafe place.pointee.queue.consume(count, pool: &pool)
    countSent(count)
  }

  /// Queues a ping and makes sure that its answer is waited for.
  mutating func ping(_ id: ConnectionID) {
    guard let place = unsafe table.find(id) else { return }
    unsafe place.pointee.session.pinged()
    unsafe pingFrame.withUnsafeBytes { unsafe enqueue($0, at: place) }
    setTimer(id, at: now + policy.liveness.pongWithin)
  }

  /// Queues a frame whatever the bound: only for the close frame, of which there is one.
  mutating func sendLast(_ frame: [UInt8], to id: ConnectionID) {
    guard let place = unsafe table.find(id) else { return }
    unsafe frame.withUnsafeBytes { unsafe enqueue($0, at: place) }
  }

  /// Decides that a connection ends. Nothing more is queued for it; the rest follows when the event
  /// that is being handled has been dealt with.
  mutating func end(_ id: ConnectionID, _ ending: Ending) {
    guard let place = unsafe table.find(id) else { return }
    unsafe place.pointee.isEnding = true
    endings.append((id, ending))
  }

  /// Looks at the connection again at that time, or earlier.
  mutating func setTimer(_ id: ConnectionID, at time: MonotonicTime) {
    guard let place = unsafe table.find(id), unsafe time < place.pointee.timerAt else { return }
    unsafe place.pointee.timerAt = time
    timers.insert(Timer(at: time, id: id))
  }

  /// What a connection is known as.
  func member(_ id: ConnectionID) -> Member? {
    guard id.loop == loop else { return nil }
    return unsafe table.find(id)?.pointee.member
  }

  /// How many bytes wait for each of these connections; without those that are gone.
  func queuedBytes(of ids: [ConnectionID]) -> [ConnectionID: Int] {
    var queued: [ConnectionID: Int] = [:]
    for id in ids where id.loop == loop {
      if let place = unsafe table.find(id) { queued[id] = unsafe place.pointee.queue.count }
    }
    return queued
  }

  /// Whether a connection is there and its end is not decided.
  func isOpen(_ id: ConnectionID) -> Bool {
    guard id.loop == loop, let place = unsafe table.find(id) else { return false }
    return unsafe !place.pointee.isEnding
  }

  /// Knows a connection as somebody else from now on, unless its end is decided.
  mutating func setMember(_ id: ConnectionID, _ member: Member) {
    guard let place = unsafe table.find(id), unsafe !place.pointee.isEnding else { return }
    unsafe place.pointee.member = member
  }

  /// Calls the application for this connection at that time, or earlier.
  mutating func wake(_ id: ConnectionID, at time: MonotonicTime) {
    guard let place = unsafe table.find(id), unsafe time < place.pointee.wakeAt else { return }
    unsafe place.pointee.wakeAt = time
    setTimer(id, at: time)
  }

  /// Whether a connection has no socket to be pinged by.
  func isPolling(_ id: ConnectionID) -> Bool {
    guard let place = unsafe table.find(id) else { return false }
    return unsafe !place.pointee.hasSocket
  }

  /// Asks a connection for a sign of life, and calls the application when one comes.
  mutating func listen(_ id: ConnectionID) {
    guard let place = unsafe table.find(id) else { return }
    unsafe place.pointee.isListenedFor = true
    if unsafe place.pointee.hasSocket { ping(id) }
  }

  /// Whether a message of this client is to be taken now.
  mutating func admit(_ id: ConnectionID) -> Session.Verdict {
    guard let place = unsafe table.find(id) else { return .end }
    return unsafe place.pointee.session.admit(at: now, policy)
  }

  /// Makes a connection that has no socket: its client polls.
  mutating func openWithoutSocket(_ member: Member) -> ConnectionID {
    let id = insert(descriptor: -1)
    unsafe table.find(id)?.pointee.member = member
    return id
  }

  /// Makes a connection that the application does not know yet.
  mutating func insert(descriptor: Int32) -> ConnectionID {
    let id = table.insert(descriptor: descriptor, session: Session(now: now, policy: policy))
    statistics.connections.set(table.count)
    statistics.connectionsTotal.add(1)
    return id
  }

  /// Has the loop look at a connection's queue at the end of this turn.
  mutating func flushLater(_ id: ConnectionID) {
    if let place = unsafe table.find(id) { unsafe flushLater(at: place) }
  }

  mutating func flushLater(at place: UnsafeMutablePointer<Connection<Member>>) {
    guard unsafe !place.pointee.isDirty else { return }
    unsafe place.pointee.isDirty = true
    unsafe dirty.append(place.pointee.id)
  }

  /// Notes that bytes wait in a queue.
  mutating func countQueued(_ bytes: Int) {
    queuedBytes += bytes
  }

  /// Notes that bytes have left a queue.
  mutating func countSent(_ bytes: Int) {
    queuedBytes -= bytes
    statistics.bytesSent.add(bytes)
  }

  /// Removes a connection whose socket is closed, with whatever was still queued for it.
  mutating func remove(_ id: ConnectionID) {
    guard let place = unsafe table.find(id) else { return }
    unsafe queuedBytes -= place.pointee.queue.count
    unsafe place.pointee.queue.release(to: &pool)
    table.remove(id)
    statistics.connections.set(table.count)
  }

  private mutating func enqueue(
    _ frame: UnsafeRawBufferPointer, at place: UnsafeMutablePointer<Connection<Member>>
  ) {
    if unsafe place.pointee.hasSocket {
      unsafe place.pointee.queue.append(frame, pool: &pool)
      countQueued(frame.count)
    } else {
      unsafe enqueuePacket(of: frame, at: place)
    }
    unsafe flushLater(at: place)
  }
}
