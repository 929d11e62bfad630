import CMicroHTTPD
import Glibc
import HTTPCore
import Logging
import Synchronization

extension ServerCore {
  /// Queues an answer that is bytes. False lets the library close the connection.
  func answer(
    _ response: Response, _ handle: OpaquePointer, _ connection: Connection
  ) -> Bool {
    guard case .bytes(let bytes) = response.payload else { return false }
    let made = unsafe bytes.withUnsafeBytes { bytes in
      // The library copies the bytes, and does not write to them whatever the type says.
      unsafe MHD_create_response_from_buffer(
        bytes.count, UnsafeMutableRawPointer(mutating: bytes.baseAddress ?? Self.nothing),
        .RESPMEM_MUST_COPY)
    }
    guard let made = unsafe made else { return false }
    return unsafe queue(made, as: response, handle, connection)
  }

  /// Queues what the library made of the body of a response, with its status and fields.
  func queue(
    _ made: OpaquePointer, as response: Response, _ handle: OpaquePointer, _ connection: Connection
  ) -> Bool {
    defer { unsafe MHD_destroy_response(made) }
    for field in response.headers where unsafe !add(field, to: made) {
      return unsafe answerUnsendable(field.name, handle, connection)
    }
    if isDraining.load(ordering: .relaxed) {
      _ = unsafe add(("Connection", "close"), to: made)
    }
    connection.stage = .answered
    return unsafe MHD_queue_response(handle, UInt32(response.status.rawValue), made) == .YES
  }

  /// Queues a 101 whose socket goes to `upgrade`.
  func switchProtocol(
    _ response: Response, _ upgrade: Upgrade, _ handle: OpaquePointer, _ connection: Connection
  ) -> Bool {
    // From here on the end of the request abandons the upgrade, unless it was adopted before.
    connection.pendingUpgrade = upgrade
    let context = unsafe Unmanaged.passUnretained(connection).toOpaque()
    guard let queued = unsafe MHD_create_response_for_upgrade(protocolSwitched, context) else {
      return false
    }
    defer { unsafe MHD_destroy_response(queued) }
    for field in response.headers {
      // The library sends Connection: Upgrade of itself.
      if field.name.lowercased() == "connection" { continue }
      guard unsafe add(field, to: queued) else {
        return unsafe answerUnsendable(field.name, handle, connection)
      }
    }
    connection.stage = .answered
    return unsafe MHD_queue_response(handle, 101, queued) == .YES
  }

  /// The 101 was sent: takes the socket out of the library's hands.
  ///
  /// The duplicate keeps the TCP connection when the library closes its own descriptor, which it
  /// does in its next turn. Nothing of the library touches the socket after this.
  func socketReady(_ connection: Connection, received: UnsafeRawBufferPointer) {
    guard let upgrade = connection.pendingUpgrade else { return }
    connection.pendingUpgrade = nil
    var descriptor: Int32 = -1
    if connection.enter(.handedOff, until: PhaseWord.never) {
      descriptor = fcntl(connection.descriptor, F_DUPFD_CLOEXEC, 0)
    }
    guard descriptor >= 0 else {
      let failure = errno
      counters.count(counters.upgradesAbandoned)
      log.error("no descriptor for an upgraded socket", metadata: ["errno": "\(failure)"])
      upgrade.abandon()
      return
    }
    enable(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, 1)
    counters.count(counters.upgrades)
    upgrade.adopt(
      HandedOffSocket(
        descriptor: descriptor, received: unsafe Array(received), remote: connection.remote))
  }

  /// A handler gave a field the library refuses to send, such as one with a line break in it.
  private func answerUnsendable(
    _ name: String, _ handle: OpaquePointer, _ connection: Connection
  ) -> Bool {
    log.error("a handler set a header field that cannot be sent", metadata: ["field": "\(name)"])
    return unsafe answer(
      .error(.internalServerError, "the server failed to form its answer"), handle, connection)
  }

  private func add(
    _ field: (name: String, value: String), to response: OpaquePointer
  ) -> Bool {
    unsafe MHD_add_response_header(response, field.name, field.value) == .YES
  }

  /// A place for the library to copy no bytes from.
  private static var nothing: UnsafeRawPointer {
    let empty: StaticString = ""
    return unsafe UnsafeRawPointer(empty.utf8Start)
  }
}
