/// One load of the comparison and the rows of the table that it fills.
struct Work {
  /// A row of the table.
  struct Row {
    let title: String
    let format: @Sendable (Double) -> String
    /// Whether the figure is work done in a second.
    var isRate = true
    var goals: [Goal] = []
  }

  /// What one run yields: a figure for each row, and how busy both cores were.
  struct Outcome {
    let figures: [Double]
    var usage: MeasuredSpan.Usage?
  }

  let rows: [Row]
  var contestants = Contestant.relays
  /// Whether each contestant is started afresh for this work, once, because earlier load would
  /// show in the figure.
  var needsFreshServer = false
  let run: (Contestant, ServerProcess) throws -> Outcome
}

extension Work {
  /// All work, in the order of the table.
  /// - Parameter seconds: How long each run is measured.
  static func all(seconds: Double, warmUp: Double, idleClients: Int) -> [Work] {
    func relay(
      _ pairs: Int, _ size: String, _ bytes: Int, _ inFlight: Int, goals: [Goal] = [],
      p99: [Goal]? = nil
    ) -> Work {
      let title = "\(grouped(pairs)) pairs, \(size), \(inFlight) in flight"
      var rows = [Row(title: "\(title), msg/s", format: Format.rate, goals: goals)]
      if let p99 {
        rows.append(
          Row(
            title: "\(title), p99 round trip", format: { Format.time(nanoseconds: $0) },
            isRate: false,
            goals: p99))
      }
      return Work(rows: rows) { [rowCount = rows.count] contestant, server in
        let load = RelayLoad(
          pairs: pairs, bytes: bytes, inFlight: inFlight, warmUp: warmUp, seconds: seconds)
        let figures = try load.run(Dialer(contestant, server), server: server.process)
        let all = [figures.messagesPerSecond, Double(figures.roundTrips.percentile(0.99))]
        return Outcome(figures: Array(all.prefix(rowCount)), usage: figures.usage)
      }
    }
    return [
      relay(
        64, "2 KB", 2048, 1,
        goals: [
          .atLeast(0.9, of: .baseline), .atLeast(4, of: .gorilla), .atLeast(3.5, of: .ws),
        ]),
      relay(
        64, "300 B", 300, 8,
        goals: [.atLeast(0.6, of: .baseline), .atLeast(6, of: .gorilla), .atLeast(6, of: .ws)]),
      relay(
        1_000, "2 KB", 2048, 1, goals: [.atLeast(0.9, of: .baseline)],
        p99: [.atMost(1.3, of: .baseline)]),
      connect(seconds: seconds), idle(clients: idleClients),
      rest(seconds: seconds, warmUp: warmUp),
      relay(64, "300 B", 300, 1), relay(64, "2 KB", 2048, 8), relay(64, "6 KB", 6144, 1),
      relay(64, "6 KB", 6144, 8), fanOut(seconds: seconds, warmUp: warmUp),
    ]
  }

  private static func connect(seconds: Double) -> Work {
    let row = Row(
      title: "join-and-bind over `/ws`, connects/s", format: Format.rate,
      goals: [.atLeast(1.5, of: .gorilla)])
    return Work(rows: [row]) { contestant, server in
      let figures = try ConnectLoad(seconds: seconds)
        .run(Dialer(contestant, server), server: server.process)
      return Outcome(figures: [figures.connectsPerSecond], usage: figures.usage)
    }
  }

  private static func idle(clients: Int) -> Work {
    let row = Row(
      title: "idle bound client, resident memory at \(grouped(clients))", format: Format.kib,
      isRate: false,
      goals: [.atMostValue(1.5)])
    return Work(rows: [row], needsFreshServer: true) { contestant, server in
      let figures = try IdleLoad(clients: clients)
        .run(Dialer(contestant, server), server: server.process)
      return Outcome(figures: [figures.kibPerClient])
    }
  }

  private static func rest(seconds: Double, warmUp: Double) -> Work {
    let row = Row(
      title: "POST join + leave, pairs/s", format: Format.rate,
      goals: [.atLeast(1.5, of: .gorilla)])
    return Work(rows: [row], contestants: [.hub, .gorilla]) { _, server in
      let figures = try RestLoad(warmUp: warmUp, seconds: seconds)
        .run(server.endpoint, server: server.process)
      return Outcome(figures: [figures.pairsPerSecond], usage: figures.usage)
    }
  }

  private static func fanOut(seconds: Double, warmUp: Double) -> Work {
    let row = Row(title: "room of 100, 300 B to all, deliveries/s", format: Format.rate)
    return Work(rows: [row], contestants: [.hub, .gorilla, .ws]) { contestant, server in
      let figures = try FanOutLoad(warmUp: warmUp, seconds: seconds)
        .run(Dialer(contestant, server), server: server.process)
      return Outcome(figures: [figures.deliveriesPerSecond], usage: figures.usage)
    }
  }

  static func grouped(_ number: Int) -> String {
    number < 1_000
      ? "\(number)" : "\(number / 1_000),\(String(number % 1_000 + 1_000).dropFirst())"
  }
}

extension Dialer {
  fileprivate init(_ contestant: Contestant, _ server: ServerProcess) {
    self.init(endpoint: server.endpoint, dialects: [contestant.dialect])
  }
}
