import Logging
import ServiceLifecycle
import Synchronization
import Testing

@testable import signaling_hub

/// A server that notes what is asked of it.
private final class Recorder: Drainable {
  private let noted = Mutex<[String]>([])
  private let closing: Duration
  private let cancellable: Bool
  private let startFailure: Failure?

  var steps: [String] { noted.withLock { $0 } }

  init(closing: Duration = .zero, cancellable: Bool = true, startFailure: Failure? = nil) {
    self.closing = closing
    self.cancellable = cancellable
    self.startFailure = startFailure
  }

  private func note(_ step: String) { noted.withLock { $0.append(step) } }

  func start() async throws -> [Int] {
    note("start")
    if let startFailure { throw startFailure }
    return [4711]
  }
  func refuseReadiness() { note("refuseReadiness") }
  func stopAccepting() { note("stopAccepting") }
  func closeClients() async {
    note("closeClients")
    let clock = ContinuousClock()
    let end = clock.now + closing
    while clock.now < end, !(cancellable && Task.isCancelled) {
      await withCheckedContinuation { next in
        Task.detached {
          try? await Task.sleep(for: .milliseconds(5))
          next.resume()
        }
      }
    }
  }
  func flush() async { note("flush") }
  func stop() { note("stop") }
}

private let silent = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

@Suite struct DrainTests {
  private let order = ["refuseReadiness", "stopAccepting", "closeClients", "flush", "stop"]

  @Test func stepsComeInOrderOnceEach() async {
    let server = Recorder()
    await drain(server, within: .seconds(5), log: silent)
    #expect(server.steps == order)
  }

  @Test(arguments: [true, false])
  func clientsThatStayAreLeftAtTheLimit(_ cancellable: Bool) async {
    let server = Recorder(closing: .seconds(60), cancellable: cancellable)
    let start = ContinuousClock.now
    await drain(server, within: .milliseconds(100), log: silent)
    #expect(ContinuousClock.now - start < .seconds(20))
    #expect(server.steps.contains("stop"))
  }

  @Test func theServiceStartsThenDrainsWhenToldToShutDown() async throws {
    let server = Recorder()
    var settings = Settings()
    settings.log.format = .json
    let group = ServiceGroup(
      configuration: .init(
        services: [
          .init(service: ServerService(server: server, settings: settings, log: silent))
        ], logger: silent))
    async let running: Void = group.run()
    while server.steps.isEmpty { try await Task.sleep(for: .milliseconds(5)) }
    await group.triggerGracefulShutdown()
    try await running
    #expect(server.steps == ["start"] + order)
  }

  @Test func aFailedStartIsThrownAndNothingIsDrained() async {
    let failure = Failure.cannotListen(host: "::1", port: 80, reason: "Permission denied")
    #expect(failure.message == "cannot listen on [::1]:80: Permission denied")
    let server = Recorder(startFailure: failure)
    await #expect(throws: failure) {
      try await Lifecycle.run(server, Settings(), silent)
    }
    #expect(server.steps == ["start"])
  }
}
