import ArgumentParser
import Glibc

/// The comparison of the hub, the baseline and the peers.
struct CompareCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Compares the hub with the machine's limit and with hubs on gorilla and on ws.",
    discussion: """
      Every server runs on one core, the generator on another. The runs of the servers alternate; \
      the table shows medians, and the medians of the ratios within a round.
      """)

  @Flag(help: "One short round, about a minute, for a first look.")
  var quick = false

  @Option(help: "The hub's program (default: signaling-hub beside this program).")
  var hub: String?

  @Option(help: "The directory with the sources of the peers.")
  var peers = "Tests/Benchmarks"

  @Option(help: "Leaves a contestant out: baseline, hub, gorilla or ws. May be repeated.")
  var without: [Contestant] = []

  @Option(help: "Rounds in which every server runs once (default: 3, quick 1).")
  var rounds: Int?

  @Option(help: "Seconds that each run is measured (default: 1.2, quick 0.8).")
  var seconds: Double?

  @Flag(
    help: """
      Gives rates for a second of the server's processor time, not of the clock: for a machine \
      that others use at the same time.
      """)
  var perCoreSecond = false

  @Option(help: "The core that the servers run on.")
  var serverCore = 0

  @Option(help: "The core that the generator runs on.")
  var generatorCore = 1

  func validate() throws {
    guard rounds.map((1...99).contains) ?? true, seconds.map((0.1...60).contains) ?? true else {
      throw ValidationError("--rounds 1 to 99, --seconds 0.1 to 60")
    }
    guard (0..<1024).contains(serverCore), (0..<1024).contains(generatorCore),
      serverCore != generatorCore
    else { throw ValidationError("--server-core and --generator-core are two different cores") }
  }

  func run() throws {
    let idleClients = 9_000
    Interruption.install()
    try OpenFiles.raiseLimit(toHold: idleClients + 64)
    try Affinity.pin(to: generatorCore)
    let (contestants, program) = try lookUpHub()
    try withTemporaryDirectory { directory in
      let lineup = try Lineup(
        contestants, hub: program, peers: peers, serverCore: serverCore,
        generatorCore: generatorCore, directory: directory)
      let work = Work.all(
        seconds: seconds ?? (quick ? 0.8 : 1.2), warmUp: quick ? 0.2 : 0.3,
        idleClients: idleClients)
      var comparison = Comparison(
        lineup, work, rounds: rounds ?? (quick ? 1 : 3), perCoreSecond: perCoreSecond)
      try comparison.run(progress: note)
      let table = Table(comparison: comparison)
      writeLine(table.text)
      note(table.usage)
    }
  }

  /// Who takes part, and where the hub is: without a hub at its usual place the others still do.
  private func lookUpHub() throws -> ([Contestant], String) {
    let own = try Lineup.ownProgram()
    let directory = own.prefix(upTo: own.lastIndex(of: "/") ?? own.startIndex)
    let program = hub ?? "\(directory)/signaling-hub"
    var contestants = Contestant.allCases.filter { !without.contains($0) }
    if contestants.contains(.hub), unsafe access(program, X_OK) != 0 {
      guard hub == nil else { throw ValidationError("no program at \(program)") }
      note("no hub at \(program): its column stays empty")
      contestants.removeAll { $0 == .hub }
    }
    return (contestants, program)
  }

  /// Writes a line for the person at the terminal, apart from the table.
  private func note(_ line: String) {
    writeLine(line, to: STDERR_FILENO)
  }
}

extension Contestant: ExpressibleByArgument {}
