import Glibc

/// A server that the tool has started and will end: pinned to one core, its output in a file.
final class ServerProcess {
  let process: Int32
  let endpoint: Endpoint
  private let log: String
  private var isRunning = true

  /// Starts a program and waits until it accepts connections.
  /// - Parameters:
  ///   - arguments: The program, found along `PATH` when it has no slash, and its arguments.
  ///   - core: The core that the program and all its threads run on.
  ///   - generatorCore: The core that the calling thread goes back to.
  ///   - log: Where the program's output goes; its end is quoted when the start fails.
  init(
    _ arguments: [String], environment: [String] = [], endpoint: Endpoint, core: Int,
    generatorCore: Int, log: String
  ) throws {
    self.endpoint = endpoint
    self.log = log
    // sched_setaffinity(2): a child inherits the affinity of the thread that starts it.
    try Affinity.pin(to: core)
    defer { try? Affinity.pin(to: generatorCore) }
    // Not even a SIGKILL to this program may leave a server on the core: prctl(2), PDEATHSIG.
    process = try spawn(
      ["setpriv", "--pdeathsig", "TERM", "--"] + arguments, environment: environment, output: log)
    do { try waitUntilListening() } catch {
      stop()
      throw error
    }
  }

  deinit { stop() }

  /// Ends the program with SIGTERM, after three seconds with SIGKILL. Idempotent.
  func stop() {
    guard isRunning else { return }
    isRunning = false
    kill(process, SIGTERM)
    for _ in 0..<300 {
      if hasExited() { return }
      usleep(10_000)
    }
    kill(process, SIGKILL)
    _ = waitpid(process, nil, 0)
  }

  private func waitUntilListening() throws {
    let deadline = monotonicNanoseconds() + UInt64(nanosecondsIn: 10)
    while monotonicNanoseconds() < deadline {
      try Interruption.check()
      if hasExited() {
        isRunning = false
        throw BenchmarkError("the server ended at once:\n\(endOfLog())")
      }
      if let descriptor = try? Socket.connect(to: endpoint) {
        close(descriptor)
        return
      }
      usleep(20_000)
    }
    throw BenchmarkError("the server did not listen within 10 s:\n\(endOfLog())")
  }

  private func hasExited() -> Bool { waitpid(process, nil, WNOHANG) == process }

  private func endOfLog() -> String {
    guard let text = try? contents(of: log) else { return "" }
    return String(text.suffix(2000))
  }
}
