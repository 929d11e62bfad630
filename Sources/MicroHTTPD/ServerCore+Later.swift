import Glibc
import HTTPCore

// The way of a request whose answer comes later. The handler's promise is kept for one turn of the
// library's loop; then the connection is suspended and the work started; when the answer is there,
// the library calls the access handler again and the answer is queued as any other.
//
// Why the turn between: a connection that is suspended in the turn in which its request was read
// still counts as one that reads. When resumed the library would first read from the socket: a
// client that has ended its stream would lose its answer, and pipelined requests would eat up the
// memory for the answer's head. In the turn after that it counts as blocked, and is only written to.

extension ServerCore {
  /// Suspends a request and starts what will answer it.
  func suspend(_ call: HandlerCall, _ connection: Connection) -> Bool {
    guard let deferred = connection.deferred else { return false }
    connection.deferred = nil
    // The watchdog leaves this phase alone, so nothing but the answer takes it from here.
    guard connection.enter(.suspended, until: PhaseWord.never) else { return false }
    connection.stage = .suspended
    let deadline = MonotonicClock.now() + deadlines.answer
    guard
      let key = unsafe suspended.suspend(
        connection, call.handle, for: .answer(until: deadline))
    else {
      connection.lateAnswer = .error(.serviceUnavailable, "the server is stopping")
      return unsafe answerLate(call, connection)
    }
    connection.wasSuspended = true
    deferred.start(Responder { [suspended] in suspended.answer(key, $0) })
    return true
  }

  /// The connection runs again: queues the answer it was resumed for.
  func answerLate(_ call: HandlerCall, _ connection: Connection) -> Bool {
    guard connection.enter(.answering, until: MonotonicClock.now() + deadlines.send),
      let response = connection.lateAnswer
    else { return false }
    if case .upgrade = response.payload, clientHasLeft(connection) { return false }
    connection.lateAnswer = nil
    return unsafe finish(response, call, connection)
  }

  /// Forgets what a request still had to wait for, at its end.
  func endWaiting(_ connection: Connection) {
    connection.deferred = nil
    if let unsent = connection.lateAnswer {
      connection.lateAnswer = nil
      if case .upgrade = unsent.payload { counters.count(counters.upgradesAbandoned) }
      unsent.discard()
    }
    if connection.wasSuspended {
      connection.wasSuspended = false
      suspended.finished()
    }
  }

  /// Whether the client of a suspended connection is gone. Nobody watched it meanwhile, and a peer
  /// that has left should not join a room first. One that only ended its stream is gone as well:
  /// an upgrade is of no use to it.
  private func clientHasLeft(_ connection: Connection) -> Bool {
    var byte: UInt8 = 0
    let count = unsafe recv(connection.descriptor, &byte, 1, Int32(MSG_PEEK | MSG_DONTWAIT))
    return count == 0 || count < 0 && errno != EAGAIN && errno != EINTR
  }
}
