import CLinux
import Glibc
import Synchronization

/// Starts a thread that runs one loop.
enum LoopThread {
  /// What a thread runs, boxed for the way through C.
  fileprivate final class Body: Sendable {
    let name: String
    let run: @Sendable () -> Void

    init(name: String, _ run: @escaping @Sendable () -> Void) {
      self.name = name
      self.run = run
    }
  }

  static func start(name: String, _ body: @escaping @Sendable () -> Void) throws(SystemError) {
    var thread = pthread_t()
    let box = unsafe Unmanaged.passRetained(Body(name: name, body))
    let code = unsafe pthread_create(&thread, nil, runLoopThread, box.toOpaque())
    guard code == 0 else {
      unsafe box.release()
      throw SystemError("pthread_create", code)
    }
    pthread_detach(thread)
  }
}

/// The C entry of a loop's thread; takes over the reference that `start` retained.
private func runLoopThread(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
  guard let context = unsafe context else { return nil }
  let body = unsafe Unmanaged<LoopThread.Body>.fromOpaque(context).takeRetainedValue()
  unsafe clinux_name_thread(body.name)
  body.run()
  return nil
}

/// Counts the loops that still run, and wakes who waits for the last.
final class LoopsRunning: Sendable {
  private struct State {
    var count: Int
    var waiting: [CheckedContinuation<Void, Never>] = []
  }

  private let state: Mutex<State>

  init(_ count: Int) {
    state = Mutex(State(count: count))
  }

  func loopEnded() {
    let waiting = state.withLock { state -> [CheckedContinuation<Void, Never>] in
      state.count -= 1
      guard state.count == 0 else { return [] }
      defer { state.waiting = [] }
      return state.waiting
    }
    for continuation in waiting { continuation.resume() }
  }

  func allEnded() async {
    await withCheckedContinuation { continuation in
      let isOver = state.withLock { state in
        guard state.count > 0 else { return true }
        state.waiting.append(continuation)
        return false
      }
      if isOver { continuation.resume() }
    }
  }
}
