import ArgumentParser

/// Serves the barest relay.
struct BaselineCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "baseline",
    abstract: "Serves the barest epoll relay: the limit of the machine.",
    discussion: """
      Connections are paired in the order they come. There are no rooms, no JSON and no checks: \
      never let anybody but a load generator reach it.
      """)

  @Option(help: "The port on 127.0.0.1; 0 picks a free one.")
  var port: UInt16 = 0

  @Option(help: "The most connections at a time.")
  var connections = 19_000

  func run() throws {
    Interruption.install()
    try OpenFiles.raiseLimit(toHold: connections + 32)
    var relay = try BaselineRelay(port: port, maximumConnections: connections)
    writeLine("listening on \(relay.port)")
    do { try relay.run() } catch is Interruption.Interrupted {}
  }
}
