import ArgumentParser

/// REST throughput.
struct RestCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rest",
    abstract: "POST join and then leave over keep-alive connections.")

  @OptionGroup var load: LoadOptions
  @OptionGroup var span: SpanOptions

  @Option(help: "Keep-alive connections, one request outstanding on each.")
  var connections = 32

  func validate() throws {
    guard (1...1024).contains(connections) else {
      throw ValidationError("--connections 1 to 1024")
    }
  }

  func run() throws {
    let dialer = try load.prepare(clients: connections)
    let figures = try RestLoad(
      connections: connections, warmUp: span.warmUp, seconds: span.seconds
    ).run(dialer.endpoint, server: load.serverPid)
    report(
      [
        ("pairs of join and leave per second", Format.rate(figures.pairsPerSecond)),
        ("requests per second", Format.rate(2 * figures.pairsPerSecond)),
      ], usage: figures.usage)
  }
}
