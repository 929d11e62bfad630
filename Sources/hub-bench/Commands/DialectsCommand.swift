import ArgumentParser

/// What each wire protocol costs, and Socket.IO beside the server that its clients know.
struct DialectsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "dialects",
    abstract: "Compares the wire protocols of the hub, and the hub with python-socketio.",
    discussion: """
      Pairs of clients that speak one protocol, and pairs of a native client and another, beside \
      pairs of native ones; then a storm of Socket.IO clients. Every server runs on one core, the \
      generator on another. The tables show medians, and the medians of the ratios within a round.
      """)

  @OptionGroup var options: ComparisonOptions

  @Option(help: "The Python that has python-socketio and aiohttp.")
  var python = "python3"

  func validate() throws {
    // A Socket.IO server pings with a message every 25 seconds, which would count as relayed.
    guard options.schedule.seconds <= 15 else { throw ValidationError("--seconds 0.1 to 15") }
  }

  func run() throws {
    let storm = JoinStorm()
    try options.prepare(clients: storm.clients)
    let (contestants, program) = try options.lookUpHub(among: [.hub, .socketIO])
    try withTemporaryDirectory { directory in
      let tokens = AccountTokens()
      let secret = "\(directory)/jwt-secret"
      try write(tokens.secret, toFile: secret)
      let lineup = try Lineup(
        contestants, hub: program, hubArguments: ["--jwt-hs256-file", secret],
        peers: options.peers, python: python, serverCore: options.serverCore,
        generatorCore: options.generatorCore, directory: directory)
      let (rounds, seconds, warmUp) = options.schedule
      let relays = Work.dialects(seconds: seconds, warmUp: warmUp, tokens: tokens)
      var comparison = Comparison(
        lineup, relays + [.joinStorm(storm)], rounds: rounds,
        perCoreSecond: options.perCoreSecond)
      try comparison.run(progress: note)
      writeLine(DialectTable(comparison: comparison).text)
      let table = Table(
        comparison: comparison, others: [.socketIO],
        work: relays.count..<comparison.work.count)
      writeLine("\n\(table.text)")
      note(table.usage)
    }
  }
}
