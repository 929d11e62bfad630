import CLinux
import Glibc
import HeapModule
import Signaling
import Synchronization
import WebSocketCore

/// One thread's epoll loop: it waits, reads, lets the application decide, and at the end of each
/// turn flushes every queue that was touched with one `send`.
///
/// Coalescing is what makes it fast: however many messages a turn brings a client, they leave in
/// one system call. A turn handles at most `eventsPerTurn` events, so that what they queue is still
/// in the cache when it is flushed.
struct EventLoop<App: Application & ~Copyable>: ~Copyable {
  static var eventsPerTurn: Int { 64 }
  static var receiveBytes: Int { 65_536 }
  /// The mailbox's tag; no connection has it, since a slot number fits 32 bits.
  static var mailboxTag: UInt64 { .max }
  /// Connections that are told of a restart at a time, more only if the time is short, and the
  /// pause between two batches: a whole town must not reconnect in the same millisecond.
  static var drainBatch: Int { 1_000 }
  static var drainPause: Interval { .milliseconds(100) }

  let epoll: Epoll
  let mailbox: Mailbox<Letter<App>>
  let directory: LoopDirectory<App>
  var app: App
  var connections: Connections<App.Member>
  var drain: Drain?

  struct Drain {
    let deadline: MonotonicTime
    /// Connections that are told at a time.
    let batch: Int
    var nextSlot = 0
    var nextBatch: MonotonicTime
  }

  /// A loop over an epoll set that already watches the mailbox, under `mailboxTag`.
  init(
    _ app: consuming App, mailbox: Mailbox<Letter<App>>, directory: LoopDirectory<App>,
    epoll: Epoll, connections: consuming Connections<App.Member>
  ) {
    self.app = app
    self.mailbox = mailbox
    self.directory = directory
    self.connections = connections
    self.epoll = epoll
  }

  /// Runs until it is drained.
  ///
  /// `unsafe`: two fixed buffers of the loop's own, for events and for received bytes; they live as
  /// long as the loop, and nothing keeps a pointer into them beyond the handling of one event.
  mutating func run() {
    let events = UnsafeMutableBufferPointer<epoll_event>.allocate(capacity: Self.eventsPerTurn)
    let input = UnsafeMutableRawBufferPointer.allocate(byteCount: Self.receiveBytes, alignment: 64)
    defer {
      unsafe events.deallocate()
      unsafe input.deallocate()
    }
    while !isDrained {
      let count = unsafe epoll.wait(events, milliseconds: timeUntilNextTimer)
      let started = Clock.monotonic
      connections.now = started
      for index in 0..<count {
        let tag = unsafe events[index].data.u64
        if tag == Self.mailboxTag {
          for letter in mailbox.collect() { open(letter) }
        } else {
          unsafe serve(ConnectionID(rawValue: tag), events[index].events, input)
        }
        settle()
      }
      runTimers()
      continueDrain()
      flush()
      directory.deliverForeign(&connections)
      connections.statistics.queuedBytes.set(connections.queuedBytes)
      connections.statistics.countTurn(Clock.monotonic - started)
    }
    for letter in mailbox.close() { refuse(letter) }
  }

  // MARK: - Reading

  mutating func serve(
    _ id: ConnectionID, _ events: UInt32, _ input: UnsafeMutableRawBufferPointer
  ) {
    guard let place = unsafe connections.table.find(id) else { return }
    // There is room to write again; the flush at the end of the turn uses it.
    if events & EPOLLOUT.rawValue != 0 { unsafe connections.flushLater(at: place) }
    // EPOLLERR and EPOLLHUP come unasked (epoll_ctl(2)); the read tells what happened.
    guard events & ~EPOLLOUT.rawValue != 0 else { return }
    switch unsafe Descriptor.receive(place.pointee.descriptor, into: input) {
    case .moved(let count):
      connections.statistics.bytesReceived.add(count)
      unsafe place.pointee.session.heard(at: connections.now)
      if unsafe place.pointee.isListenedFor {
        unsafe place.pointee.isListenedFor = false
        app.heard(id, &connections)
      }
      unsafe consume(UnsafeMutableRawBufferPointer(rebasing: input[..<count]), of: id, at: place)
    case .wouldBlock: break
    case .end: connections.end(id, .disconnected)
    case .failed: connections.end(id, .broken)
    }
  }

  mutating func consume(
    _ input: UnsafeMutableRawBufferPointer, of id: ConnectionID,
    at place: UnsafeMutablePointer<Connection<App.Member>>
  ) {
    var id = id
    var place = unsafe place
    var position = 0
    while true {
      let action = unsafe place.pointee.session.next(
        input, from: &position, at: connections.now, connections.policy)
      switch action {
      case .wait:
        if let deadline = unsafe place.pointee.session.messageDeadline(connections.policy) {
          connections.setTimer(id, at: deadline)
        }
        return
      case .message(let message, let binary):
        guard let member = unsafe place.pointee.member else { continue }
        unsafe app.received(message, binary: binary, from: id, member, &connections)
      case .pong(let payload):
        unsafe FrameWriter.pong(payload).withUnsafeBytes {
          unsafe connections.send($0, to: id)
        }
      case .warn:
        connections.statistics.countDropped(.rateLimited)
        guard let member = unsafe place.pointee.member else { continue }
        app.exceededRate(id, member, &connections)
      case .ignore:
        break
      case .end(let ending):
        connections.end(id, ending)
      case .finished:
        unsafe place.pointee.session.finish(at: connections.now, connections.policy)
        unsafe connections.flushLater(at: place)
        return
      }
      if connections.move != nil {
        guard let moved = performMove(), let new = unsafe connections.table.find(moved)
        else { return }
        id = moved
        unsafe place = new
      }
      guard !connections.endings.isEmpty else { continue }
      settle()
      // A session that is closing reads on, for the client's close frame; a closed one is gone.
      guard unsafe connections.table.find(id) != nil else { return }
    }
  }

  // MARK: - Ends

  /// Performs the ends that were decided, and those that follow from telling the peers.
  mutating func settle() {
    while let (id, ending) = connections.endings.popLast() {
      guard let place = unsafe connections.table.find(id) else { continue }
      let wasOpen = unsafe place.pointee.session.isOpen
      unsafe place.pointee.session.end(ending, at: connections.now, connections.policy)
      let member = unsafe place.pointee.member.take()
      let hasSocket = unsafe place.pointee.hasSocket
      if let member {
        for text in app.farewell(member, ending.reason, hasSocket: hasSocket) {
          connections.sendLast(FrameWriter.frame(.text, text), to: id)
        }
      }
      if !hasSocket {
        unsafe collect(id, at: place)
        close(id)
      } else if case .abrupt = ending.manner {
        close(id)
      } else {
        // An end that is already under way is not announced to the client a second time.
        if wasOpen {
          let frame = FrameWriter.close(ending.code, reason: ending.text.description)
          connections.sendLast(frame, to: id)
        }
        connections.setTimer(id, at: connections.now + connections.policy.closeWithin)
        unsafe connections.flushLater(at: place)
      }
      if let member {
        connections.statistics.countEnded(ending.reason)
        app.ended(member, ending.reason, &connections)
      }
    }
  }

  mutating func close(_ id: ConnectionID) {
    guard let place = unsafe connections.table.find(id) else { return }
    let hadSocket = unsafe place.pointee.hasSocket
    // Closing the last descriptor takes it out of the epoll set (epoll(7)).
    if hadSocket { unsafe Glibc.close(place.pointee.descriptor) }
    connections.remove(id)
    app.closed(id, hadSocket: hadSocket, &connections)
  }

  // MARK: - Writing

  mutating func flush() {
    var index = 0
    // A send that fails ends its connection, whose peers are told: the list may grow.
    while index < connections.dirty.count {
      flush(connections.dirty[index])
      settle()
      index += 1
    }
    connections.dirty.removeAll(keepingCapacity: true)
  }

  mutating func flush(_ id: ConnectionID) {
    guard let place = unsafe connections.table.find(id) else { return }
    unsafe place.pointee.isDirty = false
    guard unsafe place.pointee.hasSocket else { return unsafe collect(id, at: place) }
    if unsafe !place.pointee.queue.isEmpty {
      switch unsafe Descriptor.send(place.pointee.descriptor, place.pointee.queue.pending) {
      case .moved(let count):
        unsafe place.pointee.queue.consume(count, pool: &connections.pool)
        connections.countSent(count)
      case .wouldBlock:
        break
      case .end:
        connections.end(id, .disconnected)
        return
      case .failed:
        connections.end(id, .broken)
        return
      }
    }
    let isBlocked = unsafe !place.pointee.queue.isEmpty
    if unsafe isBlocked != place.pointee.awaitsRoom {
      unsafe place.pointee.awaitsRoom = isBlocked
      unsafe epoll.watch(place.pointee.descriptor, tag: id.rawValue, room: isBlocked)
    }
    guard !isBlocked, case .finishing(_, let lingering) = unsafe place.pointee.session.phase
    else { return }
    if !lingering {
      close(id)
    } else if unsafe !place.pointee.isShut {
      // Input may still be on its way: closing now would answer it with a reset, which can
      // overtake our close frame. So the client gets our FIN and time to close.
      unsafe place.pointee.isShut = true
      unsafe shutdown(place.pointee.descriptor, Int32(SHUT_WR))
    }
  }

  // MARK: - Time

  var timeUntilNextTimer: Int32 {
    var next = connections.timers.min?.at ?? .distantFuture
    if let drain { next = min(next, min(drain.nextBatch, drain.deadline)) }
    guard next != .distantFuture else { return -1 }
    let wait = (next - Clock.monotonic).nanoseconds
    // Rounded up: a timer that is looked at too early would only be set again.
    return Int32(clamping: max(0, (wait + 999_999) / 1_000_000))
  }

  mutating func runTimers() {
    while let timer = connections.timers.min, timer.at <= connections.now {
      connections.timers.removeMin()
      guard let place = unsafe connections.table.find(timer.id),
        // A timer that an earlier one has replaced, or that its connection no longer wants.
        unsafe place.pointee.timerAt == timer.at
      else { continue }
      unsafe place.pointee.timerAt = .distantFuture
      wake(timer.id)
      settle()
      guard let place = unsafe connections.table.find(timer.id), unsafe place.pointee.hasSocket
      else { continue }
      switch unsafe place.pointee.session.tick(at: connections.now, connections.policy) {
      case .wait(let until): connections.setTimer(timer.id, at: until)
      case .ping: connections.ping(timer.id)
      case .end(let ending): connections.end(timer.id, ending)
      case .expire: close(timer.id)
      }
      settle()
    }
  }

  /// Calls the application if the time that it asked for has come.
  mutating func wake(_ id: ConnectionID) {
    guard let place = unsafe connections.table.find(id) else { return }
    let wakeAt = unsafe place.pointee.wakeAt
    guard wakeAt != .distantFuture else { return }
    guard wakeAt <= connections.now else { return connections.setTimer(id, at: wakeAt) }
    unsafe place.pointee.wakeAt = .distantFuture
    guard let member = unsafe place.pointee.member else { return }
    app.woke(id, member, &connections)
  }
}
