/// Socket.IO clients over WebSocket that all come at once, into rooms of ten, and each wait until
/// the list of peers that they are sent is full.
struct JoinStorm {
  var rooms = 100

  private static let roomSize = 10

  /// The clients that come.
  var clients: Int { rooms * Self.roomSize }

  /// What a run has shown.
  struct Figures {
    /// Over the time from the first client's `connect` to the last one's full list.
    var joinsPerSecond: Double
    var usage: MeasuredSpan.Usage
  }

  /// Runs the load.
  /// - Parameter server: The server's process, if its processor time is wanted.
  func run(_ endpoint: Endpoint, server: Int32? = nil) throws -> Figures {
    let dialer = Dialer(endpoint: endpoint, dialects: [.socketIO], concurrency: clients)
    var entries = dialer.entries(perRoom: Self.roomSize)
    for index in entries.indices {
      entries[index].steps.append(
        Entry.Step(hears: #""total_peers":10}"#, skips: "peer_list_updated"))
    }
    let span = try MeasuredSpan(server: server)
    let everybody = try dialer.open(clients, entries)
    let usage = try span.end()
    try everybody.settle()
    try everybody.closeAll()
    return Figures(joinsPerSecond: Double(clients) / usage.seconds, usage: usage)
  }
}
