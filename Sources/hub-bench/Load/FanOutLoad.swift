/// A full room in which one client sends to all the others.
struct FanOutLoad {
  var clients = 100
  var bytes = 300
  /// Messages that not all receivers have got yet.
  var inFlight = 8
  var warmUp = 0.3
  var seconds = 2.0

  /// What a run has shown.
  struct Figures {
    var deliveriesPerSecond: Double
    var usage: MeasuredSpan.Usage
  }

  /// Runs the load.
  func run(_ dialer: Dialer, server: Int32? = nil) throws -> Figures {
    let members = try dialer.open(clients, perRoom: clients)
    let frame = ClientFrame.frame(
      ClientFrame.text, payload: try SignalText(bytes: bytes, to: nil).bytes)
    let batch = [UInt8]((0..<inFlight).map { _ in frame }.joined())

    var delivered = 0
    var sent = 0
    var counted = 0
    var span = try MeasuredSpan(server: server)
    var isWarm = false
    var end = monotonicNanoseconds() + UInt64(nanosecondsIn: warmUp)
    var lastDelivery = monotonicNanoseconds()
    while true {
      let free = inFlight - (sent - delivered / (clients - 1))
      if free > 0 {
        try unsafe batch.withUnsafeBytes {
          try unsafe Socket.sendAll(
            UnsafeRawBufferPointer(rebasing: $0[..<(free * frame.count)]),
            to: members.all[0].descriptor)
        }
        sent += free
      }
      let ready = try members.poller.wait(milliseconds: 100)
      for event in 0..<ready {
        delivered += try members.receive(at: Int(members.poller.token(at: event)))
      }
      let now = monotonicNanoseconds()
      if ready > 0 { lastDelivery = now }
      if now - lastDelivery > UInt64(nanosecondsIn: 5) {
        throw BenchmarkError("nothing was delivered for 5 s")
      }
      guard now >= end else { continue }
      if isWarm { break }
      isWarm = true
      counted = delivered
      span = try MeasuredSpan(server: server)
      end = monotonicNanoseconds() + UInt64(nanosecondsIn: seconds)
    }
    let usage = try span.end()
    try members.settle()
    try members.closeAll()
    return Figures(
      deliveriesPerSecond: Double(delivered - counted) / usage.seconds, usage: usage)
  }
}
