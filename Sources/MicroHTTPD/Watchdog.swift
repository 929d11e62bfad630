import CMicroHTTPD
import Glibc
import HTTPCore
import Synchronization

/// The thread that holds connections to their deadlines. The library only knows silence; a
/// client that sends a byte now and then would keep its connection for ever.
final class Watchdog: Sendable {
  private let core: ServerCore
  /// A pair of connected sockets; closing the second wakes the thread up for good.
  private let wakeUp: (reading: Int32, writing: Int32)
  private let interval: Int32
  private let thread = Mutex<pthread_t?>(nil)

  /// Starts the thread.
  init(_ core: ServerCore) throws(HTTPServerError) {
    self.core = core
    let deadlines = core.deadlines
    let shortest = min(
      deadlines.header, deadlines.body, deadlines.send, deadlines.answer, deadlines.keepAlive)
    interval = Int32(min(max(shortest / 4, 10), 250))
    var pair: [Int32] = [-1, -1]
    let type = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
    guard unsafe socketpair(AF_UNIX, type, 0, &pair) == 0 else {
      throw .cannotStart(errorText(errno))
    }
    wakeUp = (pair[0], pair[1])
    var started = pthread_t()
    let context = unsafe Unmanaged.passUnretained(self).toOpaque()
    let status = unsafe pthread_create(&started, nil, watchdogMain, context)
    guard status == 0 else {
      close(wakeUp.reading)
      close(wakeUp.writing)
      throw .cannotStart(errorText(status))
    }
    thread.withLock { $0 = started }
  }

  /// Ends the thread and waits for it. Only the first call does anything.
  func stop() {
    let running = thread.withLock { thread in
      defer { thread = nil }
      return thread
    }
    guard let running else { return }
    close(wakeUp.writing)
    pthread_join(running, nil)
    close(wakeUp.reading)
  }

  fileprivate func run() {
    var event = pollfd(fd: wakeUp.reading, events: Int16(POLLIN), revents: 0)
    while unsafe poll(&event, 1, interval) <= 0 {
      let now = MonotonicClock.now()
      core.table.forEach { core.enforce(on: $0, at: now) }
      core.suspended.endAbandoned()
      let late = core.suspended.expire(at: now)
      if late > 0 { core.counters.answersMissed.wrappingAdd(late, ordering: .relaxed) }
    }
  }
}

private func watchdogMain(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
  guard let context = unsafe context else { return nil }
  unsafe Unmanaged<Watchdog>.fromOpaque(context).takeUnretainedValue().run()
  return nil
}

extension ServerCore {
  /// Acts on a connection whose time is up. Called under the table's lock, so the descriptor is
  /// open; nothing here blocks.
  func enforce(on connection: Connection, at now: UInt64) {
    let word = PhaseWord(bits: connection.phase.load(ordering: .acquiring))
    switch word.verdict(at: now) {
    case .leave:
      guard streamEnded(connection, word), connection.replace(word, by: .condemned) else { return }
    case .closeUnlessRequestBegan:
      let began = word.deadline - deadlines.keepAlive
      if bytesArrived(on: connection.descriptor, since: began, now: now) {
        _ = connection.replace(word, by: PhaseWord(.header, deadline: now + deadlines.header))
        return
      }
      guard connection.replace(word, by: .condemned) else { return }
    case .timeOut(let refusal):
      guard connection.replace(word, by: .condemned) else { return }
      counters.count(refusal)
      RawAnswer.send(
        status: refusal.status, message: Self.message(for: refusal), to: connection.descriptor)
    case .cut:
      guard connection.replace(word, by: .condemned) else { return }
      counters.count(counters.connectionsCut)
    }
    // The library notices the end of the stream and cleans up.
    shutdown(connection.descriptor, Int32(SHUT_RDWR))
  }

  /// Whether a client that owes bytes has ended its stream and the library did not notice. Its
  /// epoll is edge-triggered and it stops reading at a short read, so an end that comes together
  /// with bytes is lost on it. Seen twice with no step between, nothing is under way.
  private func streamEnded(_ connection: Connection, _ word: PhaseWord) -> Bool {
    guard word.phase == .idle || word.phase == .header || word.phase == .body else {
      return false
    }
    var byte: UInt8 = 0
    let flags = Int32(MSG_PEEK | MSG_DONTWAIT)
    guard unsafe recv(connection.descriptor, &byte, 1, flags) == 0 else { return false }
    defer { connection.endSeen = word }
    return connection.endSeen == word
  }

  private static func message(for refusal: Refusal) -> String {
    refusal == .bodyTimeout
      ? "the body of the request did not arrive in time"
      : "the head of the request did not arrive in time"
  }

  /// Whether the kernel received bytes after a moment. It knows without a call per request.
  private func bytesArrived(on descriptor: Int32, since: UInt64, now: UInt64) -> Bool {
    var info = tcp_info()
    var length = socklen_t(MemoryLayout<tcp_info>.size)
    guard unsafe getsockopt(descriptor, Int32(IPPROTO_TCP), TCP_INFO, &info, &length) == 0
    else { return false }
    // Both clocks are coarse; the request that ended at `since` arrived before it.
    return now - UInt64(info.tcpi_last_data_recv) > since + 20
  }
}

extension ServerCore {
  /// Ends every connection that still speaks HTTP, so that the library has none when it is told to
  /// stop. From then on its MHD_queue_response says yes and keeps nothing (0.9.75): for an error of
  /// its own, a malformed request say, it would go on with the answer that is not there.
  func endConnections() {
    table.forEach { connection in
      while true {
        let word = PhaseWord(bits: connection.phase.load(ordering: .acquiring))
        if word.phase == .handedOff || word.phase == .condemned { return }
        if connection.replace(word, by: .condemned) { break }
      }
      shutdown(connection.descriptor, Int32(SHUT_RDWR))
    }
  }
}

extension Connection {
  /// Moves on from a word the watchdog has judged; fails when the connection moved meanwhile.
  func replace(_ word: PhaseWord, by next: PhaseWord) -> Bool {
    phase.compareExchange(
      expected: word.bits, desired: next.bits, ordering: .acquiringAndReleasing
    ).exchanged
  }
}
