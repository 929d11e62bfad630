import ArgumentParser

/// Relay throughput and round trips.
struct RelayCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "relay",
    abstract: "Pairs of clients that answer each other's messages.")

  @OptionGroup var load: LoadOptions
  @OptionGroup var span: SpanOptions

  @Option(help: "Pairs of clients, each in a room of its own.")
  var pairs = 64

  @Option(help: "Bytes of each message; up to 500 a candidate, above an offer.")
  var bytes = 2048

  @Option(help: "Messages outstanding per pair.")
  var inFlight = 1

  func validate() throws {
    guard (1...30_000).contains(pairs), (1...1024).contains(inFlight), bytes <= 1 << 20 else {
      throw ValidationError("--pairs 1 to 30000, --in-flight 1 to 1024, --bytes up to 1048576")
    }
  }

  func run() throws {
    let dialer = try load.prepare(clients: 2 * pairs)
    let figures = try RelayLoad(
      pairs: pairs, bytes: bytes, inFlight: inFlight, warmUp: span.warmUp, seconds: span.seconds
    ).run(dialer, server: load.serverPid)
    report(
      [("messages relayed per second", Format.rate(figures.messagesPerSecond))]
        + [0.5, 0.9, 0.99, 0.999].map { share in
          let time = Format.time(nanoseconds: Double(figures.roundTrips.percentile(share)))
          return ("round trip p\(Format.shortest(share * 100))", time)
        }, usage: figures.usage)
  }
}
