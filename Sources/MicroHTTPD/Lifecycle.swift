import CMicroHTTPD
import Glibc
import Synchronization

/// The library's daemon and the memory it was started with.
@safe struct Daemon: @unchecked Sendable {
  // @unchecked: both pointers are used under the server's lifecycle lock only.
  fileprivate let handle: OpaquePointer
  private let options: UnsafeMutablePointer<CMicroHTTPD_Options>
  private let listeningSocket: Int32
  /// A socket that never has anything to read.
  private let placeholder: Int32

  /// Starts the library's thread; nil when it refuses. `core` must outlive the daemon.
  init?(
    _ core: ServerCore, _ configuration: HTTPServer.Configuration, listeningOn socket: Int32
  ) {
    let type = Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue)
    let placeholder = Glibc.socket(AF_UNIX, type, 0)
    guard placeholder >= 0 else { return nil }
    self.placeholder = placeholder
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
      close(placeholder)
      return nil
    }
    unsafe handle = started
  }

  /// Refuses new connections from now on: the placeholder takes the place of the listening socket,
  /// which is closed by that, and leaves the library's epoll set with it.
  ///
  /// MHD_quiesce_daemon is not up to it. It may come in between two looks of the library at its epoll
  /// set; then both take the socket out, and the library aborts the process for the second (0.9.75).
  fileprivate func refuseConnections() {
    dup2(placeholder, listeningSocket)
  }

  /// Ends the thread. The library closes what is in the place of the listening socket; it aborts the
  /// process when this is called twice.
  fileprivate func stop() {
    unsafe MHD_stop_daemon(handle)
    close(placeholder)
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
    daemon.refuseConnections()
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
    daemon.stop()
    self = .stopped
  }
}
