import ArgumentParser

/// The load generator of the hub, the machine's limit to hold it against, and the comparison.
@main
struct HubBench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "hub-bench",
    abstract: "Puts load on a signaling hub and says how it stands.",
    subcommands: [
      CompareCommand.self, DialectsCommand.self, BaselineCommand.self, RelayCommand.self,
      FanOutCommand.self, ConnectCommand.self, IdleCommand.self, RestCommand.self,
    ])
}
