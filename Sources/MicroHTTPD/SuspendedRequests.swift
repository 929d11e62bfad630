import CMicroHTTPD
import Glibc
import HTTPCore
import Synchronization

/// The requests whose answers come later, and those whose answers are streams that have nothing to
/// send just now. The library does not look at their connections before they are resumed.
///
/// A suspended connection must be resumed exactly once. The library does not check that: resuming
/// one that runs, or one that it has freed, is undefined, and one that is suspended when the daemon
/// stops aborts the process. Three rules, all kept under one lock, forbid each of these:
/// - To resume is to take the entry out. Of the answer or the bytes, the watchdog and the stop,
///   whichever comes first finds it; the others find nothing. So no connection is resumed twice.
/// - The library frees a connection only after it has let it run again. While there is an entry
///   nobody has resumed it, so its handle and its descriptor are valid.
/// - After `close` there are no entries and none is made. `MHD_resume_connection` is called under
///   the lock, so when `close` returns no thread is inside it and the daemon may go.
///
/// A responder or a stream holds only the key of its entry, never the connection, and may outlive
/// everything. A key is used once: a stream that is suspended again has another.
/// The lock is held over the library's own, never the other way about: the only call back that the
/// library makes under its lock, `requestEnded` of an upgrade, does not take this one.
final class SuspendedRequests: Sendable {
  /// What a request waits for.
  enum Wait: Equatable {
    /// Its answer, until a time in milliseconds on `MonotonicClock`.
    case answer(until: UInt64)
    /// More of a stream.
    case bytes
  }

  @safe fileprivate struct Entry {
    let connection: Connection
    let handle: OpaquePointer
    let wait: Wait
  }

  @safe private struct State: @unchecked Sendable {
    // @unchecked: the handles are used under the lock only.
    var isClosed = false
    var nextKey: UInt64 = 0
    var entries: [UInt64: Entry] = [:]
  }

  private let state = Mutex(State())
  /// Requests that were suspended until their answers came, and are not over.
  private let unfinished = Atomic(0)

  /// How many wait for their answers.
  var count: Int {
    state.withLock { $0.entries.values.count { $0.wait != .bytes } }
  }

  /// Suspends the connection of a request, on the library's thread and inside its access handler or
  /// its content reader. Returns the key to resume it with; nil when the server stops.
  func suspend(
    _ connection: Connection, _ handle: OpaquePointer, for wait: Wait
  ) -> UInt64? {
    state.withLock { state in
      guard !state.isClosed else { return nil }
      unsafe MHD_suspend_connection(handle)
      if wait != .bytes { unfinished.wrappingAdd(1, ordering: .relaxed) }
      let key = state.nextKey
      state.nextKey += 1
      state.entries[key] = unsafe Entry(connection: connection, handle: handle, wait: wait)
      return key
    }
  }

  /// Gives a request its answer, from any thread. One that has its answer keeps it.
  func answer(_ key: UInt64, _ response: Response) {
    let isTaken = state.withLock { state in
      guard let entry = state.entries.removeValue(forKey: key) else { return false }
      Self.resume(entry, with: response)
      return true
    }
    // Foreign code, so not under the lock.
    if !isTaken { response.discard() }
  }

  /// Lets a stream go on, from any thread.
  func resume(_ key: UInt64) {
    state.withLock { state in
      guard let entry = state.entries.removeValue(forKey: key) else { return }
      unsafe MHD_resume_connection(entry.handle)
    }
  }

  /// Answers what has waited too long; returns how many that were.
  func expire(at now: UInt64) -> Int {
    state.withLock { state in
      let late = state.entries.filter { $0.value.isLate(at: now) }
      for (key, entry) in late {
        state.entries[key] = nil
        Self.resume(
          entry, with: .error(.gatewayTimeout, "the answer to this request did not come in time"))
      }
      return late.count
    }
  }

  /// Resumes the streams whose clients are gone, to be closed.
  func endAbandoned() {
    state.withLock { state in
      for (key, entry) in state.entries where entry.wait == .bytes && entry.isAbandoned {
        state.entries[key] = nil
        entry.connection.clientIsGone = true
        unsafe MHD_resume_connection(entry.handle)
      }
    }
  }

  /// Answers everything that waits, lets streams go on to their ends, and lets nothing wait from
  /// now on.
  func close() {
    state.withLock { state in
      state.isClosed = true
      for entry in state.entries.values {
        switch entry.wait {
        case .answer:
          Self.resume(entry, with: .error(.serviceUnavailable, "the server is stopping"))
        case .bytes:
          unsafe MHD_resume_connection(entry.handle)
        }
      }
      state.entries = [:]
    }
  }

  /// A request that was suspended until its answer came is over, its answer sent or not.
  func finished() { unfinished.wrappingSubtract(1, ordering: .releasing) }

  /// Whether the answers of all that were suspended are out.
  var areFinished: Bool { unfinished.load(ordering: .acquiring) == 0 }

  /// The answer is stored before the resumption; the library's own lock, taken on both sides,
  /// makes it visible to its thread.
  private static func resume(_ entry: Entry, with response: Response) {
    entry.connection.lateAnswer = response
    unsafe MHD_resume_connection(entry.handle)
  }
}

extension SuspendedRequests.Entry {
  fileprivate func isLate(at now: UInt64) -> Bool {
    if case .answer(let deadline) = wait { deadline < now } else { false }
  }

  /// Whether the client has ended its sending direction, or reset the connection.
  fileprivate var isAbandoned: Bool {
    var event = pollfd(fd: connection.descriptor, events: Self.peerEnded, revents: 0)
    return unsafe poll(&event, 1, 0) > 0
  }

  /// poll(2): POLLRDHUP, which glibc declares only with _GNU_SOURCE.
  private static let peerEnded: Int16 = 0x2000
}
