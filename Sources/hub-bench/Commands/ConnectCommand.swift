import ArgumentParser

/// Connect rate.
struct ConnectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "connect",
    abstract: "Clients that join, bind and close in order.")

  @OptionGroup var load: LoadOptions
  @OptionGroup var span: SpanOptions

  @Option(help: "Connections that are being opened or closed at a time.")
  var concurrency = 64

  func validate() throws {
    guard (1...1024).contains(concurrency) else {
      throw ValidationError("--concurrency 1 to 1024")
    }
  }

  func run() throws {
    let dialer = try load.prepare(clients: concurrency)
    let figures = try ConnectLoad(concurrency: concurrency, seconds: span.seconds)
      .run(dialer, server: load.serverPid)
    report(
      [
        ("connects per second", Format.rate(figures.connectsPerSecond)),
        (
          "connect to welcome p50",
          Format.time(nanoseconds: Double(figures.times.percentile(0.5)))
        ),
        (
          "connect to welcome p99",
          Format.time(nanoseconds: Double(figures.times.percentile(0.99)))
        ),
      ], usage: figures.usage)
  }
}
