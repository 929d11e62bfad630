import ArgumentParser

/// Memory of idle clients.
struct IdleCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "idle",
    abstract: "Resident memory of the server per idle client; needs --server-pid.")

  @OptionGroup var load: LoadOptions

  @Option(help: "Clients, two to a room.")
  var clients = 9_000

  func validate() throws {
    guard (1...60_000).contains(clients) else { throw ValidationError("--clients 1 to 60000") }
    guard load.serverPid != nil else { throw ValidationError("--server-pid is needed") }
  }

  func run() throws {
    guard let server = load.serverPid else { return }
    let dialer = try load.prepare(clients: clients)
    let figures = try IdleLoad(clients: clients).run(dialer, server: server)
    report([
      ("resident before", "\(figures.before) KiB"),
      ("resident with \(clients) clients", "\(figures.with) KiB"),
      ("per client", Format.kib(figures.kibPerClient)),
    ])
  }
}
