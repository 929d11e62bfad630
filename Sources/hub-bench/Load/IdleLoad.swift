import Glibc

/// Clients, two to a room, that are bound and do nothing.
struct IdleLoad {
  var clients = 9_000

  /// What a run has shown.
  struct Figures {
    /// Resident memory of the server in KiB, before and with the clients.
    var before: Int
    var with: Int
    var kibPerClient: Double
  }

  /// Runs the load. A few clients come and go before the first reading, so that what a server
  /// sets up once is not counted.
  func run(_ dialer: Dialer, server: Int32) throws -> Figures {
    try hold(100, dialer) {}
    let before = try ProcessStatistics.residentKiB(of: server)
    var with = before
    try hold(clients, dialer) { with = try ProcessStatistics.residentKiB(of: server) }
    return Figures(
      before: before, with: with, kibPerClient: Double(with - before) / Double(clients))
  }

  private func hold(_ count: Int, _ dialer: Dialer, while action: () throws -> Void) throws {
    let held = try dialer.open(count, perRoom: 2)
    try held.settle(quietMilliseconds: 500)
    try action()
    try held.closeAll()
  }
}
