import Glibc
import Signaling

/// What other threads ask of a loop.
enum Letter<App: Application & ~Copyable>: Sendable {
  /// Take over an upgraded socket; `received` are the bytes that came behind the handshake.
  case adopt(descriptor: Int32, received: [UInt8], ticket: App.Ticket)
  case notice(App.Notice)
  /// Queue these frames, made by another loop, for clients of this one.
  case deliver([(id: ConnectionID, frame: [UInt8])])
  /// Close every connection with 1012, and end the loop with the last of them or at the deadline.
  case drain(deadline: MonotonicTime)
}

extension EventLoop where App: ~Copyable {
  mutating func open(_ letter: Letter<App>) {
    switch letter {
    case .adopt(let descriptor, let received, let ticket):
      adopt(descriptor, received, ticket)
    case .notice(let notice):
      app.noticed(notice, &connections)
    case .deliver(let frames):
      for (id, frame) in frames {
        unsafe frame.withUnsafeBytes { unsafe connections.send($0, to: id) }
      }
    case .drain(let deadline):
      // Everybody is told in time to answer, however many they are; at the latest by the deadline.
      let time = (deadline - connections.now).nanoseconds
      let spare = time - connections.policy.closeWithin.nanoseconds
      let pauses = Int((spare > 0 ? spare : time / 2) / Self.drainPause.nanoseconds)
      let batch = max(Self.drainBatch, connections.table.slots / max(1, pauses) + 1)
      drain = Drain(deadline: deadline, batch: batch, nextBatch: connections.now)
    }
  }

  mutating func adopt(_ descriptor: Int32, _ received: [UInt8], _ ticket: App.Ticket) {
    Descriptor.prepare(descriptor)
    let id = connections.insert(descriptor: descriptor)
    do {
      try epoll.add(descriptor, tag: id.rawValue)
    } catch {
      // Refused, and so never opened: the application must not hear of its end as well.
      connections.remove(id)
      refuse(.adopt(descriptor: descriptor, received: received, ticket: ticket))
      return
    }
    guard let place = unsafe connections.table.find(id) else { return }
    connections.setTimer(id, at: connections.now + connections.policy.liveness.pingAfter)
    unsafe place.pointee.member = app.opened(ticket, as: id, &connections)
    if drain != nil {
      connections.end(id, .restarting)
    } else if unsafe place.pointee.member == nil {
      connections.end(id, .left)
    }
    guard !received.isEmpty else { return }
    // An end that was just decided comes first: the bytes are read as a closing session reads them.
    settle()
    guard unsafe connections.table.find(id) != nil else { return }
    connections.statistics.bytesReceived.add(received.count)
    var received = received
    unsafe received.withUnsafeMutableBytes { unsafe consume($0, of: id, at: place) }
  }

  func refuse(_ letter: Letter<App>) {
    switch letter {
    case .adopt(let descriptor, _, let ticket):
      Glibc.close(descriptor)
      app.refused(ticket)
    case .notice(let notice):
      app.missed(notice)
    case .deliver, .drain:
      break
    }
  }
}
