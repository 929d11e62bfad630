import Signaling

extension EventLoop where App: ~Copyable {
  var isDrained: Bool {
    drain != nil && connections.table.count == 0
  }

  mutating func continueDrain() {
    guard var drain else { return }
    if connections.now >= drain.deadline {
      connections.statistics.leftBehind.set(connections.table.count)
      for slot in 0..<connections.table.slots {
        if let id = connections.table.id(atSlot: slot) { connections.end(id, .broken) }
      }
      drain.nextSlot = connections.table.slots
    } else if connections.now >= drain.nextBatch {
      var told = 0
      while drain.nextSlot < connections.table.slots, told < drain.batch {
        if let id = connections.table.id(atSlot: drain.nextSlot) {
          connections.end(id, .restarting)
          told += 1
        }
        drain.nextSlot += 1
      }
      drain.nextBatch =
        drain.nextSlot < connections.table.slots
        ? connections.now + Self.drainPause : .distantFuture
    }
    self.drain = drain
    settle()
  }
}
