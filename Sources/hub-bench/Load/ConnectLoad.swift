import Glibc

/// Clients that join and bind, each in a room of its own, and close in order; a bounded number
/// at a time.
struct ConnectLoad {
  var concurrency = 64
  var seconds = 2.0

  /// What a run has shown.
  struct Figures {
    var connectsPerSecond: Double
    /// From `connect` to the welcome.
    var times: LatencyHistogram
    var usage: MeasuredSpan.Usage
  }

  private struct Caller {
    var descriptor: Int32 = -1
    var opening: Opening
    var startedAt: UInt64 = 0
    var isBound = false
  }

  /// Runs the load.
  func run(_ dialer: Dialer, server: Int32? = nil) throws -> Figures {
    let poller = try Poller()
    let scratch = UnsafeMutableRawBufferPointer.allocate(byteCount: 65_536, alignment: 64)
    defer { unsafe scratch.deallocate() }
    let entry = dialer.entries(perRoom: 1)[0]
    var callers = (0..<concurrency).map { Caller(opening: Opening(entry, room: $0)) }
    defer { for caller in callers where caller.descriptor >= 0 { close(caller.descriptor) } }

    var started = concurrency
    var bound = 0
    var busy = concurrency
    var times = LatencyHistogram()
    let span = try MeasuredSpan(server: server)
    let end = monotonicNanoseconds() + UInt64(nanosecondsIn: seconds)
    for index in callers.indices { try call(&callers[index], index, dialer, poller) }
    var figures: Figures?
    while busy > 0 {
      for event in 0..<(try poller.wait(milliseconds: 100)) {
        let index = Int(poller.token(at: event))
        guard
          let count = try unsafe Socket.receive(into: scratch, from: callers[index].descriptor)
        else { continue }
        if count > 0 {
          let bytes = unsafe UnsafeRawBufferPointer(rebasing: scratch[..<count])
          guard !callers[index].isBound else { continue }
          let ready = try unsafe callers[index].opening.feed(bytes)
          try Socket.sendAll(
            callers[index].opening.takeAnswer(), to: callers[index].descriptor)
          guard ready != nil else { continue }
          callers[index].isBound = true
          bound += 1
          times.record(monotonicNanoseconds() - callers[index].startedAt)
          try Socket.sendAll(ClientFrame.normalClosure, to: callers[index].descriptor)
          continue
        }
        guard callers[index].isBound else {
          throw BenchmarkError("the server closed the connection during the handshake")
        }
        close(callers[index].descriptor)
        callers[index] = Caller(opening: Opening(entry, room: started))
        if monotonicNanoseconds() < end {
          started += 1
          try call(&callers[index], index, dialer, poller)
        } else {
          busy -= 1
        }
      }
      let now = monotonicNanoseconds()
      if now >= end, figures == nil {
        let usage = try span.end()
        figures = Figures(
          connectsPerSecond: Double(bound) / usage.seconds, times: times, usage: usage)
      }
      if now > end + UInt64(nanosecondsIn: 5) {
        throw BenchmarkError("\(busy) connections were not opened and closed within 5 s")
      }
    }
    guard let figures else { throw BenchmarkError("no time to measure") }
    return figures
  }

  private func call(
    _ caller: inout Caller, _ index: Int, _ dialer: Dialer, _ poller: borrowing Poller
  ) throws {
    caller.startedAt = monotonicNanoseconds()
    caller.descriptor = try Socket.connect(to: dialer.endpoint)
    try poller.add(caller.descriptor, token: UInt64(index))
    try Socket.sendAll(caller.opening.request, to: caller.descriptor)
  }
}
