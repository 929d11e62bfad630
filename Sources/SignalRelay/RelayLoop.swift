import Signaling

/// One loop and its thread, as other threads see them.
package struct RelayLoop<App: Application & ~Copyable>: Sendable {
  let statistics: LoopStatistics
  let mailbox: Mailbox<Letter<App>>

  /// Starts a loop that runs for as long as the process; `application` makes, on the loop's thread,
  /// what it is for.
  ///
  /// - Throws: `SystemError` when the system has no descriptor or thread left.
  package init(
    _ configuration: SignalRelay.Configuration,
    application: @escaping @Sendable () -> App
  ) throws {
    try self.init(
      0, configuration, LoopStatistics(), LoopDirectory(), application: application, ended: {})
  }

  /// Starts the loop of that index; `ended` is called when it has been drained.
  init(
    _ index: Int, _ configuration: SignalRelay.Configuration, _ statistics: LoopStatistics,
    _ directory: LoopDirectory<App>,
    application: @escaping @Sendable () -> App,
    ended: @escaping @Sendable () -> Void
  ) throws {
    let mailbox = try Mailbox<Letter<App>>()
    let epoll = try Epoll()
    try epoll.add(mailbox.descriptor, tag: EventLoop<App>.mailboxTag)
    try LoopThread.start(name: "relay-\(index)") {
      var loop = EventLoop(
        application(), mailbox: mailbox, directory: directory, epoll: epoll,
        connections: Connections(
          loop: index, policy: configuration.policy, queueLimits: configuration.queueLimits,
          statistics: statistics, now: Clock.monotonic))
      loop.run()
      ended()
    }
    self.statistics = statistics
    self.mailbox = mailbox
  }

  /// Hands an upgraded, non-blocking socket over to the loop, which closes it; `received` are the
  /// bytes that came behind the handshake.
  ///
  /// - Returns: false when the loop has ended; the socket is the caller's again.
  package func adopt(descriptor: Int32, received: [UInt8], ticket: App.Ticket) -> Bool {
    mailbox.post(.adopt(descriptor: descriptor, received: received, ticket: ticket))
  }
}
