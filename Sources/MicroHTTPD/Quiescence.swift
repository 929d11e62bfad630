import CMicroHTTPD
import Glibc
import Synchronization

/// Takes the listening socket out of the library's hands, on the library's own thread.
///
/// MHD_quiesce_daemon on any other thread may come in between two looks of the library at its epoll
/// set. Both then take the socket out, and the library aborts the process for the second (0.9.75).
/// So the socket is replaced first: the kernel refuses clients at once, and the library fails to
/// accept and says so to its log, which is where its thread is caught.
final class Quiescence: Sendable {
  @safe private struct State: @unchecked Sendable {
    // @unchecked: the handle is used under the lock only.
    var daemon: OpaquePointer?
    var socket: Int32 = -1
    var isBegun = false
    var isDone = false
  }

  private let state = Mutex(State())

  /// Closes the listening socket. From here on a failure to accept is the awaited one.
  func begin(_ daemon: OpaquePointer, _ socket: Int32) {
    state.withLock { state in
      state.isBegun = true
      unsafe state.daemon = daemon
      state.socket = socket
      // Without a descriptor to spare the kernel can still be told.
      if unsafe CMicroHTTPD_replace_listener(daemon, socket) == 0 {
        shutdown(socket, Int32(SHUT_RDWR))
      }
    }
  }

  /// The library failed to accept a connection; called on its thread. Whether that was awaited.
  func acceptFailed() -> Bool {
    state.withLock { state in
      if let daemon = unsafe state.daemon, !state.isDone {
        unsafe CMicroHTTPD_quiesce(daemon, state.socket)
        state.isDone = true
      }
      return state.isBegun
    }
  }

  /// Lets nothing happen any more, before the daemon goes. Returns whether the socket is ours to
  /// close.
  func end() -> Bool {
    state.withLock { state in
      unsafe state.daemon = nil
      return state.isDone
    }
  }
}
