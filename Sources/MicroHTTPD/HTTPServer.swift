import CMicroHTTPD
import Glibc
import HTTPCore
import Logging
import Synchronization

/// An HTTP/1.1 server over libmicrohttpd: one thread, a strict gate in front of the handler, and
/// sockets that leave with an upgrade.
public final class HTTPServer: Sendable {
  /// The port it listens on; the one the system picked when the configuration said 0.
  public let port: UInt16

  private let core: ServerCore
  private let watchdog: Watchdog
  private let lifecycle: Mutex<Lifecycle>

  /// Starts listening and answering.
  ///
  /// - Parameters:
  ///   - handler: answers one request; called on the HTTP thread, so it must not block, and must
  ///     not call `stop` or `stopAccepting`.
  /// - Throws: `HTTPServerError` when the address cannot be listened on or the system refuses
  ///   a thread.
  public init(
    _ configuration: Configuration, log: Logger,
    handler: @escaping @Sendable (Request) -> Response
  ) throws(HTTPServerError) {
    core = ServerCore(configuration, log: log, handler: handler)
    let socket = try ListeningSocket(host: configuration.host, port: configuration.port)
    port = socket.port
    do throws(HTTPServerError) {
      watchdog = try Watchdog(core)
    } catch {
      close(socket.descriptor)
      throw error
    }
    guard
      let daemon = Daemon(
        core, configuration, listeningOn: socket.descriptor)
    else {
      watchdog.stop()
      close(socket.descriptor)
      throw .cannotStart("libmicrohttpd refused; its reason is in the log")
    }
    lifecycle = Mutex(.serving(daemon))
  }

  deinit { stop() }

  /// Counts since the start.
  public var statistics: Statistics {
    core.counters.snapshot(
      connectionsOpen: core.table.count, requestsWaiting: core.suspended.count,
      streamsOpen: core.streams.count)
  }

  /// Closes the listening socket: new connections are refused by the kernel. Open ones live on,
  /// and each next answer ends its connection; requests that wait for theirs go on
  /// waiting, and streams are finished. Safe to call more than once.
  public func stopAccepting() {
    lifecycle.withLock { $0.stopAccepting(core) }
  }

  /// Closes every connection that still speaks HTTP and ends the threads; returns when they
  /// have ended. What waits for its answer is answered 503 first, and streams are finished; a
  /// client has half a second to take that. Handed-off sockets are untouched. Safe to call more than once.
  public func stop() {
    // The lock is held while the thread ends, so that no second call returns before. No request
    // ever takes it.
    lifecycle.withLock { $0.stop(core) }
    watchdog.stop()
  }
}
