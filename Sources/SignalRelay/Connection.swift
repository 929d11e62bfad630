import Signaling

/// A session with its socket and its queue: what one slot of the table holds.
struct Connection<Member: Sendable>: ~Copyable {
  let id: ConnectionID
  /// The socket; -1 while the client polls over HTTP instead.
  var descriptor: Int32
  var session: Session
  var queue = OutQueue()
  /// What the application knows this connection as; nil once it has been told of its end.
  var member: Member?
  /// The earliest timer set for this connection.
  var timerAt = MonotonicTime.distantFuture
  /// When the application wants to be woken for this connection.
  var wakeAt = MonotonicTime.distantFuture
  /// Whether the application waits for a sign of life.
  var isListenedFor = false
  /// Whether epoll watches for room to write: only while a send was cut short.
  var awaitsRoom = false
  /// Whether it is on the loop's list to be flushed.
  var isDirty = false
  /// Whether its end is decided; nothing more is queued for it then.
  var isEnding = false
  /// Whether our half of the connection is shut (`shutdown(SHUT_WR)`).
  var isShut = false

  var hasSocket: Bool { descriptor >= 0 }

  init(id: ConnectionID, descriptor: Int32, session: consuming Session) {
    self.id = id
    self.descriptor = descriptor
    self.session = session
  }
}
