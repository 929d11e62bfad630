import Synchronization

/// A body whose bytes are sent as they come, for as long as the client listens.
///
/// Whoever made it writes into it, from any thread, also before the response is returned. What the
/// client has not taken yet waits, up to a limit. A stream ends in one of two ways: `finish` ends
/// the body properly, after what waits; or the client is gone. A server that stops does the first,
/// and the second for a client that does not read. One stream is the body of one response.
///
/// The client of a stream that says nothing for long may vanish unnoticed: a writer sends something
/// now and then. A client that ends its own sending direction counts as gone.
public final class ByteStream: Sendable {
  fileprivate typealias Action = @Sendable () -> Void

  fileprivate struct State {
    var bytes: [UInt8] = []
    /// How many of `bytes` were taken.
    var taken = 0
    var isBegun = false
    var isFinished = false
    var isClosed = false
    var whenReady: Action?
    var closeActions: [Action] = []

    var waiting: Int { bytes.count - taken }
    var isReady: Bool { waiting > 0 || isFinished || isClosed }
  }

  private let state = Mutex(State())
  private let limit: Int

  /// A stream in which no more than `limit` bytes wait.
  public init(limit: Int = 262_144) { self.limit = limit }

  /// Whether it takes bytes: false once it is finished, or its client is gone.
  public var isOpen: Bool { state.withLock { !$0.isFinished && !$0.isClosed } }

  /// Sends bytes, all or none. False when none were taken: with them more than the limit would
  /// wait, or the stream is not open.
  @discardableResult
  public func write(_ bytes: [UInt8]) -> Bool {
    let (isTaken, whenReady): (Bool, Action?) = state.withLock { state in
      guard !state.isFinished, !state.isClosed, bytes.count <= limit - state.waiting else {
        return (false, nil)
      }
      state.append(bytes)
      return (true, state.takeWhenReady())
    }
    whenReady?()
    return isTaken
  }

  /// Ends the body when all that waits is sent.
  public func finish() {
    let whenReady = state.withLock { state in
      state.isFinished = true
      return state.takeWhenReady()
    }
    whenReady?()
  }

  /// Runs something once, when the stream is over: everything is sent after `finish`, or the client
  /// is gone, or the response was not sent at all. At once if that has happened. It runs on any
  /// thread, the server's among them, so it must not block.
  public func onClose(_ action: @escaping @Sendable () -> Void) {
    let isClosed = state.withLock { state in
      if !state.isClosed { state.closeActions.append(action) }
      return state.isClosed
    }
    if isClosed { action() }
  }
}

// The server's side.
extension ByteStream {
  /// What the server is to send next.
  package enum Supply: Equatable {
    case bytes(Int)
    case nothing
    case end
  }

  /// Makes the stream the body of a response; false when it is one already, or over.
  package func begin() -> Bool {
    state.withLock { state in
      defer { state.isBegun = true }
      return !state.isBegun && !state.isClosed
    }
  }

  /// Hands the next bytes to `copy`, `most` of them at the most; it runs under a lock.
  package func take(_ most: Int, _ copy: (Span<UInt8>) -> Void) -> Supply {
    state.withLock { state in
      let count = min(most, state.waiting)
      guard count > 0 else { return state.isFinished || state.isClosed ? .end : .nothing }
      copy(state.bytes.span.extracting(state.taken..<state.taken + count))
      state.taken += count
      if state.waiting == 0 { state.forgetTaken() }
      return .bytes(count)
    }
  }

  /// Runs something once, when there is more to take or the end; at once if there is.
  package func whenReady(_ action: @escaping @Sendable () -> Void) {
    let isReady = state.withLock { state in
      if !state.isReady { state.whenReady = action }
      return state.isReady
    }
    if isReady { action() }
  }

  /// The client is gone, or has everything.
  package func close() {
    let actions: [Action] = state.withLock { state in
      guard !state.isClosed else { return [] }
      state.isClosed = true
      state.bytes = []
      state.taken = 0
      state.whenReady = nil
      defer { state.closeActions = [] }
      return state.closeActions
    }
    // Foreign code, so not under the lock.
    for action in actions { action() }
  }
}

extension ByteStream.State {
  fileprivate mutating func append(_ more: [UInt8]) {
    // Moved to the front when the memory would grow anyway, so that every byte is moved seldom.
    if taken > 0, bytes.count + more.count > bytes.capacity {
      bytes.removeFirst(taken)
      taken = 0
    }
    bytes += more
  }

  /// Keeps a little memory for the next bytes.
  fileprivate mutating func forgetTaken() {
    if bytes.capacity > 4_096 {
      bytes = []
    } else {
      bytes.removeAll(keepingCapacity: true)
    }
    taken = 0
  }

  fileprivate mutating func takeWhenReady() -> ByteStream.Action? {
    guard isReady else { return nil }
    defer { whenReady = nil }
    return whenReady
  }
}
