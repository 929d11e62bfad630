import Signaling
import Synchronization

/// Where each loop's mailbox is, for the loops themselves: a room's clients may live on several,
/// since some protocols name the room only after the connection has found its loop.
final class LoopDirectory<App: Application & ~Copyable>: Sendable {
  private let mailboxes = Mutex<[Mailbox<Letter<App>>]>([])

  init() {}

  /// Filled in once all loops exist, and before any of them is given a connection.
  func fill(_ mailboxes: [Mailbox<Letter<App>>]) {
    self.mailboxes.withLock { $0 = mailboxes }
  }

  /// Leaves a letter with a loop.
  ///
  /// - Returns: false when that loop has ended.
  @discardableResult
  func post(_ letter: Letter<App>, to loop: Int) -> Bool {
    let mailbox = mailboxes.withLock { $0.indices.contains(loop) ? $0[loop] : nil }
    return mailbox?.post(letter) ?? false
  }

  /// Posts the frames that were made for clients of other loops.
  func deliverForeign(_ connections: inout Connections<App.Member>) {
    guard !connections.foreign.isEmpty else { return }
    let frames = Dictionary(grouping: connections.foreign) { $0.id.loop }
    connections.foreign.removeAll(keepingCapacity: true)
    for (loop, frames) in frames { post(.deliver(frames), to: loop) }
  }

  /// Tells the application of another loop something, behind the frames that were made before.
  ///
  /// - Returns: false when that loop has ended.
  @discardableResult
  func tell(
    _ notice: App.Notice, to loop: Int, _ connections: inout Connections<App.Member>
  ) -> Bool {
    deliverForeign(&connections)
    return post(.notice(notice), to: loop)
  }
}
