import Glibc

/// `POST /api/rooms/join` and then `/leave` with the IDs and the token of the answer, again and
/// again over keep-alive connections.
struct RestLoad {
  var connections = 32
  var warmUp = 0.3
  var seconds = 2.0

  /// What a run has shown.
  struct Figures {
    /// A pair is one join and one leave.
    var pairsPerSecond: Double
    var usage: MeasuredSpan.Usage
  }

  private struct Caller {
    let descriptor: Int32
    /// What has come of an answer that is not whole yet.
    var received: [UInt8] = []
    var isLeaving = false
  }

  /// Runs the load.
  func run(_ endpoint: Endpoint, server: Int32? = nil) throws -> Figures {
    let poller = try Poller()
    let scratch = UnsafeMutableRawBufferPointer.allocate(byteCount: 65_536, alignment: 64)
    defer { unsafe scratch.deallocate() }
    let requests = RestRequests(endpoint)
    var callers: [Caller] = []
    defer { for caller in callers { close(caller.descriptor) } }
    for index in 0..<connections {
      callers.append(Caller(descriptor: try Socket.connect(to: endpoint)))
      try poller.add(callers[index].descriptor, token: UInt64(index))
      try send(requests.join, to: callers[index])
    }

    var pairs = 0
    var span = try MeasuredSpan(server: server)
    var isWarm = false
    var end = monotonicNanoseconds() + UInt64(nanosecondsIn: warmUp)
    var lastAnswer = monotonicNanoseconds()
    while true {
      let ready = try poller.wait(milliseconds: 100)
      for event in 0..<ready {
        let index = Int(poller.token(at: event))
        guard let count = try unsafe Socket.receive(into: scratch, from: callers[index].descriptor)
        else { continue }
        if count == 0 { throw BenchmarkError("the server closed a keep-alive connection") }
        let bytes = unsafe UnsafeRawBufferPointer(rebasing: scratch[..<count])
        if try unsafe receive(bytes, for: &callers[index], requests) { pairs += 1 }
      }
      let now = monotonicNanoseconds()
      if ready > 0 { lastAnswer = now }
      if now - lastAnswer > UInt64(nanosecondsIn: 5) {
        throw BenchmarkError("no request was answered for 5 s")
      }
      guard now >= end else { continue }
      if isWarm { break }
      isWarm = true
      pairs = 0
      span = try MeasuredSpan(server: server)
      end = monotonicNanoseconds() + UInt64(nanosecondsIn: seconds)
    }
    let usage = try span.end()
    return Figures(pairsPerSecond: Double(pairs) / usage.seconds, usage: usage)
  }

  /// Takes what has come of an answer, and once that is whole, sends the next request.
  /// - Returns: Whether a pair is complete.
  private func receive(
    _ bytes: UnsafeRawBufferPointer, for caller: inout Caller, _ requests: RestRequests
  ) throws -> Bool {
    // Nearly always an answer comes in one piece.
    var next = caller.received.isEmpty ? try unsafe request(after: bytes, caller, requests) : nil
    if next == nil {
      unsafe caller.received.append(contentsOf: bytes)
      next = try unsafe caller.received.withUnsafeBytes {
        try unsafe request(after: $0, caller, requests)
      }
    }
    guard let next else { return false }
    caller.received = []
    caller.isLeaving.toggle()
    try send(next, to: caller)
    return !caller.isLeaving
  }

  /// The request that follows an answer; nil when the answer is not whole yet.
  private func request(
    after answer: UnsafeRawBufferPointer, _ caller: Caller, _ requests: RestRequests
  ) throws -> [UInt8]? {
    guard let end = unsafe answer.firstRange(of: "\r\n\r\n")?.upperBound else { return nil }
    let head = unsafe UnsafeRawBufferPointer(rebasing: answer[..<end])
    guard unsafe head.firstRange(of: "HTTP/1.1 200 ")?.lowerBound == 0,
      let length = unsafe head.fieldValue("content-length:")?.decimal
    else { throw unsafe BenchmarkError("not a 200 with a length: \(answer.text)") }
    guard answer.count >= end + length else { return nil }
    if caller.isLeaving { return requests.join }
    return try unsafe requests.leave(UnsafeRawBufferPointer(rebasing: answer[end...]))
  }

  private func send(_ request: [UInt8], to caller: Caller) throws {
    try Socket.sendAll(request, to: caller.descriptor)
  }
}

/// The requests of the REST load.
private struct RestRequests {
  let join: [UInt8]
  private let leaveHead: [UInt8]

  init(_ endpoint: Endpoint) {
    func head(_ path: String) -> String {
      "POST \(path) HTTP/1.1\r\nHost: \(endpoint.host):\(endpoint.port)\r\n"
        + "Content-Type: application/json\r\nContent-Length: "
    }
    join = Array("\(head("/api/rooms/join"))2\r\n\r\n{}".utf8)
    leaveHead = Array(head("/api/rooms/leave").utf8)
  }

  /// Leaves the room that the body of an answer to `join` names.
  func leave(_ joined: UnsafeRawBufferPointer) throws -> [UInt8] {
    guard let room = unsafe joined.stringMember("\"roomId\":"),
      let client = unsafe joined.stringMember("\"ClientId\":")
    else { throw unsafe BenchmarkError("not a join: \(joined.text)") }
    var body = Array("{\"roomId\":\"".utf8)
    body.reserveCapacity(160)
    unsafe body.append(contentsOf: room)
    body += "\",\"ClientId\":\"".utf8
    unsafe body.append(contentsOf: client)
    if let token = unsafe joined.stringMember("\"token\":") {
      body += "\",\"token\":\"".utf8
      unsafe body.append(contentsOf: token)
    }
    body += "\"}".utf8
    return leaveHead + "\(body.count)\r\n\r\n".utf8 + body
  }
}
