import ArgumentParser

/// One sender, a room of receivers.
struct FanOutCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fan-out",
    abstract: "One client sends to all the others of its room.")

  @OptionGroup var load: LoadOptions
  @OptionGroup var span: SpanOptions

  @Option(help: "Clients in the room.")
  var clients = 100

  @Option(help: "Bytes of each message.")
  var bytes = 300

  @Option(help: "Messages that not all receivers have got yet.")
  var inFlight = 8

  func validate() throws {
    guard (2...30_000).contains(clients), (1...1024).contains(inFlight), bytes <= 1 << 20 else {
      throw ValidationError("--clients 2 to 30000, --in-flight 1 to 1024, --bytes up to 1048576")
    }
  }

  func run() throws {
    let dialer = try load.prepare(clients: clients)
    let figures = try FanOutLoad(
      clients: clients, bytes: bytes, inFlight: inFlight, warmUp: span.warmUp,
      seconds: span.seconds
    ).run(dialer, server: load.serverPid)
    report(
      [("deliveries per second", Format.rate(figures.deliveriesPerSecond))],
      usage: figures.usage)
  }
}
