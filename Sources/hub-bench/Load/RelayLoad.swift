/// Pairs of clients, each in its own room: a sends, b answers every message with one of the same
/// size. A round trip is two relayed messages.
struct RelayLoad {
  var pairs = 64
  var bytes = 2048
  /// Messages outstanding per pair.
  var inFlight = 1
  var warmUp = 0.3
  var seconds = 2.0

  /// What a run has shown.
  struct Figures {
    var messagesPerSecond: Double
    var roundTrips: LatencyHistogram
    var usage: MeasuredSpan.Usage
  }

  /// Runs the load.
  /// - Parameter server: The server's process, if its processor time is wanted.
  func run(_ dialer: Dialer, server: Int32? = nil) throws -> Figures {
    let clients = try dialer.open(2 * pairs, perRoom: 2)
    let frames = try (0..<2 * pairs).map { index in
      let (sender, receiver) = (clients.all[index], clients.all[index ^ 1])
      let message = try SignalText(
        bytes: bytes, from: sender.id, to: sender.dialect.name(of: receiver), in: sender.dialect)
      try verify(message, from: index, in: clients)
      return ClientFrame.frame(ClientFrame.text, payload: message.bytes)
    }
    let figures = try drive(clients, frames, server: server)
    try clients.settle()
    try clients.closeAll()
    return figures
  }

  /// Relays one message and compares it: what is measured must be the real work.
  private func verify(_ message: SignalText, from index: Int, in clients: Clients) throws {
    let (sender, receiver) = (clients.all[index], clients.all[index ^ 1])
    try Socket.sendAll(
      ClientFrame.frame(ClientFrame.text, payload: message.bytes), to: sender.descriptor)
    let relayed = try clients.nextMessage(at: index ^ 1)
    let from = unsafe relayed.withUnsafeBytes {
      unsafe $0.stringMember(receiver.dialect.senderKey)?.text
    }
    let content = receiver.dialect.nested(message.content).utf8
    guard relayed.contains(content), from ?? "" == receiver.dialect.name(of: sender) else {
      throw BenchmarkError("relayed wrongly: \(String(decoding: relayed, as: UTF8.self))")
    }
  }

  private func drive(
    _ clients: Clients, _ frames: [[UInt8]], server: Int32?
  ) throws -> Figures {
    // One block holds the batch of each client, so that k answers are one send.
    let batches = frames.map { frame in [UInt8]((0..<inFlight).map { _ in frame }.joined()) }
    let frameLengths = frames.map(\.count)
    // When the messages of a pair that are under way were sent, oldest at `oldest`.
    var sentAt = [UInt64](repeating: 0, count: pairs * inFlight)
    var oldest = [Int](repeating: 0, count: pairs)
    var roundTrips = LatencyHistogram()
    var relayed = 0

    for pair in 0..<pairs {
      let now = monotonicNanoseconds()
      for slot in 0..<inFlight { sentAt[pair * inFlight + slot] = now }
      try send(inFlight, of: 2 * pair, clients, batches, frameLengths)
    }
    var span = try MeasuredSpan(server: server)
    var isWarm = false
    var end = monotonicNanoseconds() + UInt64(nanosecondsIn: warmUp)
    var lastRelay = monotonicNanoseconds()
    while true {
      let ready = try clients.poller.wait(milliseconds: 100)
      for event in 0..<ready {
        let index = Int(truncatingIfNeeded: clients.poller.token(at: event))
        let completed = try clients.receive(at: index)
        if completed == 0 { continue }
        relayed &+= completed
        if index & 1 == 0 {
          let pair = index &>> 1
          guard completed <= inFlight else { throw BenchmarkError("more answers than messages") }
          let now = monotonicNanoseconds()
          for _ in 0..<completed {
            let slot = pair &* inFlight &+ oldest[pair]
            roundTrips.record(now &- sentAt[slot])
            sentAt[slot] = now
            oldest[pair] = oldest[pair] &+ 1 == inFlight ? 0 : oldest[pair] &+ 1
          }
        }
        try send(completed, of: index, clients, batches, frameLengths)
      }
      let now = monotonicNanoseconds()
      if ready > 0 { lastRelay = now }
      if now - lastRelay > UInt64(nanosecondsIn: 5) {
        throw BenchmarkError("nothing was relayed for 5 s")
      }
      guard now >= end else { continue }
      if isWarm { break }
      isWarm = true
      roundTrips = LatencyHistogram()
      relayed = 0
      span = try MeasuredSpan(server: server)
      end = monotonicNanoseconds() + UInt64(nanosecondsIn: seconds)
    }
    let usage = try span.end()
    return Figures(
      messagesPerSecond: Double(relayed) / usage.seconds, roundTrips: roundTrips, usage: usage)
  }

  @inline(__always)
  private func send(
    _ count: Int, of index: Int, _ clients: Clients, _ batches: [[UInt8]], _ lengths: [Int]
  ) throws {
    try unsafe batches[index].withUnsafeBytes { batch in
      guard count &* lengths[index] <= batch.count else {
        throw BenchmarkError("more messages than were sent")
      }
      try unsafe Socket.sendAll(
        UnsafeRawBufferPointer(rebasing: batch[..<(count &* lengths[index])]),
        to: clients.all[index].descriptor)
    }
  }
}
