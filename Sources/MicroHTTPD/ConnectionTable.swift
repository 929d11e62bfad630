import Synchronization

/// The connections that speak HTTP. Touched when one starts or ends, never per request.
final class ConnectionTable: Sendable {
  private let connections = Mutex<[Connection]>([])

  /// How many there are.
  var count: Int { connections.withLock { $0.count } }

  func insert(_ connection: Connection) {
    connections.withLock {
      connection.slot = $0.count
      $0.append(connection)
    }
  }

  /// Forgets a connection. The library calls this before it closes the descriptor, so whoever
  /// walks the table holds descriptors that are still open.
  func remove(_ connection: Connection) {
    connections.withLock {
      let last = $0.removeLast()
      if last !== connection {
        $0[connection.slot] = last
        last.slot = connection.slot
      }
    }
  }

  /// Visits every connection under the lock: no descriptor among them can be closed meanwhile.
  func forEach(_ body: (Connection) -> Void) {
    connections.withLock { $0.forEach(body) }
  }
}
