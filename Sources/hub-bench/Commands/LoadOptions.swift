import ArgumentParser

/// What all loads have in common.
struct LoadOptions: ParsableArguments {
  @Option(help: "The server under load.")
  var url = Endpoint(port: 1337)

  @Flag(help: "The server sends no welcome, as `hub-bench baseline` does not.")
  var noWelcome = false

  @Option(help: "The server's process, to say how busy it is.")
  var serverPid: Int32?

  @Option(help: "The core that the generator runs on.")
  var core: Int?

  /// Prepares this process for load, and the dialer for the server.
  func prepare(clients: Int) throws -> Dialer {
    Interruption.install()
    try OpenFiles.raiseLimit(toHold: clients + 32)
    if let core { try Affinity.pin(to: core) }
    return Dialer(endpoint: url, dialects: [noWelcome ? .bare : .native])
  }
}

/// How long a load runs.
struct SpanOptions: ParsableArguments {
  @Option(help: "Seconds that are measured.")
  var seconds = 5.0

  @Option(help: "Seconds of load before that.")
  var warmUp = 0.5

  func validate() throws {
    guard seconds > 0, seconds <= 3600, warmUp >= 0, warmUp <= 60 else {
      throw ValidationError("--seconds must be up to 3600, --warm-up up to 60")
    }
  }
}

/// Prints the result of one load, a line for each figure.
func report(_ figures: [(name: String, value: String)], usage: MeasuredSpan.Usage? = nil) {
  for (name, value) in figures { print("\(name): \(value)") }
  guard let usage else { return }
  print("generator's core: \(Format.percent(usage.generator))")
  if let server = usage.server { print("server's core: \(Format.percent(server))") }
}
