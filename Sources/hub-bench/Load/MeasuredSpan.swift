/// A span of a load that is measured: its length and the processor time that both sides took.
struct MeasuredSpan {
  private let server: Int32?
  private let start: UInt64
  private let ownStart: Double
  private let serverStart: Double?

  /// Begins now. - Parameter server: The server's process, if its processor time is wanted.
  init(server: Int32?) throws {
    self.server = server
    ownStart = try ProcessStatistics.ownProcessorSeconds()
    serverStart = try server.map(ProcessStatistics.processorSeconds(of:))
    start = monotonicNanoseconds()
  }

  /// How busy both sides were, in cores.
  struct Usage {
    var seconds: Double
    var generator: Double
    var server: Double?
  }

  /// Ends now.
  func end() throws -> Usage {
    let seconds = Double(monotonicNanoseconds() - start) / 1e9
    let generator = (try ProcessStatistics.ownProcessorSeconds() - ownStart) / seconds
    guard let server, let serverStart else {
      return Usage(seconds: seconds, generator: generator)
    }
    let used = try ProcessStatistics.processorSeconds(of: server) - serverStart
    return Usage(seconds: seconds, generator: generator, server: used / seconds)
  }
}
