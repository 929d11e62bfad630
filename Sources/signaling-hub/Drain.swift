import Logging

/// A server that can be started and emptied. `drain` calls the steps below in their order, each
/// once.
protocol Drainable: Sendable {
  /// Starts serving and returns the ports bound, that of `--port` first.
  ///
  /// - Throws: `Failure.cannotListen` when an address is taken.
  func start() async throws -> [Int]

  /// 1. `/readyz` answers 503, so that balancers look elsewhere.
  func refuseReadiness()

  /// 2. The listening socket closes; requests under way are answered.
  func stopAccepting()

  /// 3. Every client is sent close 1012 "restarting", in batches, and its own close is awaited.
  /// Returns early when the task is cancelled.
  func closeClients() async

  /// 4. What waits in out-queues is sent. Returns early when the task is cancelled.
  func flush() async

  /// 5. Loops and HTTP threads end, HTTP last: it still answers health checks until here.
  func stop()
}

/// Empties `server` in order. Steps 3 and 4 together get `limit`; then the rest is cut.
func drain(_ server: some Drainable, within limit: Duration, log: Logger) async {
  log.notice("Shutting down", metadata: ["seconds": .stringConvertible(limit.components.seconds)])
  server.refuseReadiness()
  server.stopAccepting()
  let finished = await finishes(within: limit) {
    await server.closeClients()
    await server.flush()
  }
  if !finished { log.warning("Clients left behind at the end of the shutdown time") }
  server.stop()
  log.notice("Stopped")
}

/// Whether `work` finishes within `limit`. Work that does not is cancelled and not waited for: no
/// step may hold up the end of the process.
private func finishes(
  within limit: Duration, _ work: @escaping @Sendable () async -> Void
) async -> Bool {
  let (results, result) = AsyncStream.makeStream(of: Bool.self)
  let working = Task {
    await work()
    result.yield(true)
  }
  let timing = Task {
    try? await Task.sleep(for: limit)
    result.yield(false)
  }
  defer {
    working.cancel()
    timing.cancel()
  }
  return await results.first { _ in true } ?? false
}
