extension Work {
  /// The shapes of load that each pairing of dialects gets.
  static let dialectShapes = [
    (title: "64 pairs, 2 KB, 1 in flight", bytes: 2048, inFlight: 1),
    (title: "64 pairs, 300 B, 8 in flight", bytes: 300, inFlight: 8),
  ]

  /// Relaying within each dialect and between native clients and others: for each pairing, a work
  /// for each shape.
  /// - Parameter tokens: With the secret that the hub has.
  static func dialects(seconds: Double, warmUp: Double, tokens: AccountTokens) -> [Work] {
    DialectPairing.all.flatMap { pairing in
      dialectShapes.map { shape in
        let row = Row(title: "\(pairing.title): \(shape.title), msg/s", format: Format.rate)
        return Work(rows: [row], contestants: [.hub]) { _, server in
          let dialer = Dialer(
            endpoint: server.endpoint, dialects: [pairing.first, pairing.second],
            tokens: pairing.needsChatRoom ? tokens : nil)
          let load = RelayLoad(
            bytes: shape.bytes, inFlight: shape.inFlight, warmUp: warmUp, seconds: seconds)
          let figures = try load.run(dialer, server: server.process)
          return Outcome(figures: [figures.messagesPerSecond], usage: figures.usage)
        }
      }
    }
  }

  /// Socket.IO clients that come all at once.
  static func joinStorm(_ storm: JoinStorm) -> Work {
    let row = Row(
      title: "\(grouped(storm.clients)) Socket.IO clients join rooms of 10 at once, joins/s",
      format: Format.rate, goals: [.atLeast(10, of: .socketIO)])
    return Work(rows: [row], contestants: [.hub, .socketIO]) { _, server in
      let figures = try storm.run(server.endpoint, server: server.process)
      return Outcome(figures: [figures.joinsPerSecond], usage: figures.usage)
    }
  }
}
