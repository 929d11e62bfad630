/// What the loops keep of their clients, to be compared with who is there.
package struct RelayCensus: Equatable, Sendable {
  /// Connections, with or without a socket.
  package var connections = 0
  /// Clients that name their room in a message.
  package var guests = 0
  /// Socket.IO sessions.
  package var sessions = 0
  /// WebSockets that Socket.IO sessions want to change over to.
  package var upgrades = 0
  /// Connections that were asked for a sign of life.
  package var probes = 0
  /// Bytes that wait in out-queues.
  package var queuedBytes = 0

  /// Nobody.
  package init() {}

  /// Both together.
  package static func + (left: Self, right: Self) -> Self {
    var sum = left
    sum.connections += right.connections
    sum.guests += right.guests
    sum.sessions += right.sessions
    sum.upgrades += right.upgrades
    sum.probes += right.probes
    sum.queuedBytes += right.queuedBytes
    return sum
  }
}

extension Relay {
  func census(_ connections: borrowing Connections<Speaker>) -> RelayCensus {
    var census = RelayCensus()
    census.connections = connections.table.count
    census.guests = guests.count
    census.sessions = sessions.count
    census.upgrades = upgrades.count
    census.probes = probes.count
    census.queuedBytes = connections.queuedBytes
    return census
  }
}

extension SignalRelay {
  /// Has each loop count what it keeps; a loop that has ended keeps nothing.
  package func census(_ answer: @escaping @Sendable (RelayCensus) -> Void) {
    for loop in loops where !loop.mailbox.post(.notice(.census(reply: answer))) {
      answer(RelayCensus())
    }
  }
}
