import ArgumentParser

/// The comparison of the hub, the baseline and the peers.
struct CompareCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Compares the hub with the machine's limit and with hubs on gorilla and on ws.",
    discussion: """
      Every server runs on one core, the generator on another. The runs of the servers alternate; \
      the table shows medians, and the medians of the ratios within a round.
      """)

  @OptionGroup var options: ComparisonOptions

  func run() throws {
    let idleClients = 9_000
    try options.prepare(clients: idleClients)
    let (contestants, program) = try options.lookUpHub(among: Contestant.relays)
    try withTemporaryDirectory { directory in
      let lineup = try Lineup(
        contestants, hub: program, peers: options.peers, serverCore: options.serverCore,
        generatorCore: options.generatorCore, directory: directory)
      let (rounds, seconds, warmUp) = options.schedule
      let work = Work.all(seconds: seconds, warmUp: warmUp, idleClients: idleClients)
      var comparison = Comparison(
        lineup, work, rounds: rounds, perCoreSecond: options.perCoreSecond)
      try comparison.run(progress: note)
      let table = Table(
        comparison: comparison, others: [.baseline, .gorilla, .ws], work: work.indices)
      writeLine(table.text)
      note(table.usage)
    }
  }
}
