import ArgumentParser
import Glibc

/// What all comparisons have in common.
struct ComparisonOptions: ParsableArguments {
  @Flag(help: "One short round, about a minute, for a first look.")
  var quick = false

  @Option(help: "The hub's program (default: signaling-hub beside this program).")
  var hub: String?

  @Option(help: "The directory with the sources of the peers.")
  var peers = "Tests/Benchmarks"

  @Option(help: "Leaves a contestant out. May be repeated.")
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

  /// How often each run is made, how long it is measured, and how long it runs before that.
  var schedule: (rounds: Int, seconds: Double, warmUp: Double) {
    (rounds ?? (quick ? 1 : 3), seconds ?? (quick ? 0.8 : 1.2), quick ? 0.2 : 0.3)
  }

  /// Prepares this process for load.
  func prepare(clients: Int) throws {
    Interruption.install()
    try OpenFiles.raiseLimit(toHold: clients + 64)
    try Affinity.pin(to: generatorCore)
  }

  /// Who takes part, and where the hub is: without a hub at its usual place the others still do.
  func lookUpHub(among all: [Contestant]) throws -> ([Contestant], program: String) {
    let own = try Lineup.ownProgram()
    let directory = own.prefix(upTo: own.lastIndex(of: "/") ?? own.startIndex)
    let program = hub ?? "\(directory)/signaling-hub"
    var contestants = all.filter { !without.contains($0) }
    if contestants.contains(.hub), unsafe access(program, X_OK) != 0 {
      guard hub == nil else { throw ValidationError("no program at \(program)") }
      note("no hub at \(program): its column stays empty")
      contestants.removeAll { $0 == .hub }
    }
    return (contestants, program)
  }
}

extension Contestant: ExpressibleByArgument {}

/// Writes a line for the person at the terminal, apart from the table.
func note(_ line: String) { writeLine(line, to: STDERR_FILENO) }
