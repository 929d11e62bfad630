import CMicroHTTPD
import Glibc
import Synchronization

/// The library's daemon and the memory it was started with.
@safe struct Daemon: @unchecked Sendable {
  // @unchecked: both pointers are used under the server's lifecycle lock only.
  fileprivate let handle: OpaquePointer
  private let options: UnsafeMutablePointer<CMicroHTTPD_Options>
  private let listeningSocket: Int32

  /// Starts the library's thread; nil when it refuses. `core` must outlive the daemon.
  init?(
    _ core: ServerCore, _ configuration: HTTPServer.Configuration, listeningOn socket: Int32
  ) {
    listeningSocket = socket
    unsafe options = .allocate(capacity: 1)
    unsafe options.initialize(
      to: CMicroHTTPD_Options(
        context: Unmanaged.passUnretained(core).toOpaque(), listen_socket: socket,
        connection_limit: UInt32(clamping: configuration.maximumConnections),
        connections_per_address: UInt32(clamping: configuration.connectionsPerAddress),
        connection_timeout: configuration.connectionTimeout,
        pool_bytes: configuration.poolBytes, log: libraryLogged,
        request_line: requestLineReceived, handle: requestReceived, completed: requestEnded,
        connection_changed: connectionChanged))
    guard let started = unsafe CMicroHTTPD_start(options) else {
      unsafe options.deallocate()
      return nil
    }
    unsafe handle = started
  }

  /// Refuses new connections from now on.
  fileprivate func quiesce(_ core: ServerCore) {
    unsafe core.quiescence.begin(handle, listeningSocket)
  }

  /// Ends the thread. The library aborts the process when this is called twice.
  fileprivate func stop(_ core: ServerCore) {
    let isSocketOurs = core.quiescence.end()
    unsafe MHD_stop_daemon(handle)
    if isSocketOurs { close(listeningSocket) }
    unsafe options.deallocate()
  }
}

/// How far a server is on its way out. Each step is taken once.
enum Lifecycle {
  case serving(Daemon)
  case draining(Daemon)
  case stopped

  private static let patienceMilliseconds = 500

  mutating func stopAccepting(_ core: ServerCore) {
    guard case .serving(let daemon) = self else { return }
    core.isDraining.store(true, ordering: .relaxed)
    daemon.quiesce(core)
    core.streams.close()
    self = .draining(daemon)
  }

  mutating func stop(_ core: ServerCore) {
    stopAccepting(core)
    guard case .draining(let daemon) = self else { return }
    core.suspended.close()
    // The answers just given and the ends of streams go out by the library's thread, which sends no
    // more once it is told to stop. A client that does not take them is not waited for.
    for _ in 0..<Self.patienceMilliseconds where !core.areAnswersOut { usleep(1_000) }
    core.endConnections()
    for _ in 0..<Self.patienceMilliseconds where core.table.count > 0 { usleep(1_000) }
    daemon.stop(core)
    self = .stopped
  }
}
