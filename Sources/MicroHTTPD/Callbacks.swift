import CMicroHTTPD
import Glibc
import HTTPCore

// The functions the library calls. Each recovers its object and passes on; the library's one
// thread calls them all, so they must not be bound to an actor.

/// One call of the access handler, as the library made it. Pointers live as long as the call.
@unsafe struct HandlerCall {
  let handle: OpaquePointer
  let method: UnsafeBufferPointer<UInt8>
  let isHTTP10: Bool
  /// The piece of body, empty at the first call and the last.
  let piece: UnsafeBufferPointer<UInt8>
}

func connectionChanged(
  _ context: UnsafeMutableRawPointer?, _ handle: OpaquePointer?,
  _ slot: UnsafeMutablePointer<UnsafeMutableRawPointer?>?, _ code: MHD_ConnectionNotificationCode
) {
  guard let core = unsafe core(context), let handle = unsafe handle, let slot = unsafe slot
  else { return }
  switch code {
  case .CONNECTION_NOTIFY_STARTED:
    unsafe slot.pointee = Unmanaged.passRetained(core.connectionStarted(handle)).toOpaque()
  default:
    guard let held = unsafe slot.pointee else { return }
    core.table.remove(unsafe Unmanaged<Connection>.fromOpaque(held).takeRetainedValue())
    unsafe slot.pointee = nil
  }
}

/// Returns what the library keeps as the request's own pointer.
func requestLineReceived(
  _ context: UnsafeMutableRawPointer?, _ target: UnsafePointer<CChar>?, _ handle: OpaquePointer?
) -> UnsafeMutableRawPointer? {
  guard let core = unsafe core(context),
    let held = unsafe CMicroHTTPD_socket_context(handle)
  else { return nil }
  unsafe core.requestLineReceived(connection(held), target: target)
  return unsafe held
}

func requestReceived(
  _ context: UnsafeMutableRawPointer?, _ handle: OpaquePointer?, _ url: UnsafePointer<CChar>?,
  _ method: UnsafePointer<CChar>?, _ version: UnsafePointer<CChar>?,
  _ piece: UnsafePointer<CChar>?, _ pieceBytes: UnsafeMutablePointer<Int>?,
  _ request: UnsafeMutablePointer<UnsafeMutableRawPointer?>?
) -> MHD_Result {
  guard let core = unsafe core(context), let handle = unsafe handle,
    let method = unsafe method, let version = unsafe version,
    let held = unsafe request?.pointee
  else { return .NO }
  let call = unsafe HandlerCall(
    handle: handle,
    method: UnsafeBufferPointer(bytes: method, count: strlen(method)),
    // The library lets only HTTP/1.x through.
    isHTTP10: version[7] == CChar(bitPattern: UInt8(ascii: "0")),
    piece: UnsafeBufferPointer(bytes: piece, count: pieceBytes?.pointee ?? 0))
  let goOn = unsafe core.requestReceived(call, connection(held))
  // Every piece was used up; the library would offer the rest again.
  unsafe pieceBytes?.pointee = 0
  return goOn ? .YES : .NO
}

func requestEnded(
  _ context: UnsafeMutableRawPointer?, _ handle: OpaquePointer?,
  _ request: UnsafeMutablePointer<UnsafeMutableRawPointer?>?, _ code: MHD_RequestTerminationCode
) {
  guard let core = unsafe core(context), let held = unsafe request?.pointee else { return }
  core.requestEnded(unsafe connection(held))
}

/// Returns how many bytes were put into the buffer; or 0 and the connection is suspended; or one of
/// the library's constants for the end.
func bytesWanted(
  _ context: UnsafeMutableRawPointer?, _ position: UInt64, _ buffer: UnsafeMutablePointer<CChar>?,
  _ bufferBytes: Int
) -> Int {
  guard let held = unsafe context else { return CMicroHTTPD_abort() }
  let connection = unsafe connection(held)
  return unsafe connection.core.supply(
    connection, UnsafeMutableRawBufferPointer(start: buffer, count: bufferBytes))
}

func protocolSwitched(
  _ context: UnsafeMutableRawPointer?, _ handle: OpaquePointer?,
  _ request: UnsafeMutableRawPointer?, _ received: UnsafePointer<CChar>?, _ receivedBytes: Int,
  _ descriptor: Int32, _ upgrade: OpaquePointer?
) {
  // microhttpd.h: the handler must not close the socket; the release is what ends it. It comes
  // last, though nothing happens to the socket before this function returns.
  defer { _ = unsafe CMicroHTTPD_release(upgrade) }
  guard let held = unsafe context else { return }
  let connection = unsafe connection(held)
  unsafe connection.core.socketReady(
    connection, received: UnsafeRawBufferPointer(start: received, count: receivedBytes))
}

func libraryLogged(_ context: UnsafeMutableRawPointer?, _ text: UnsafePointer<CChar>?) {
  guard let core = unsafe core(context), let text = unsafe text else { return }
  core.libraryLogged(unsafe String(cString: text))
}

private func core(_ context: UnsafeMutableRawPointer?) -> ServerCore? {
  guard let context = unsafe context else { return nil }
  return unsafe Unmanaged<ServerCore>.fromOpaque(context).takeUnretainedValue()
}

private func connection(_ held: UnsafeMutableRawPointer) -> Connection {
  unsafe Unmanaged<Connection>.fromOpaque(held).takeUnretainedValue()
}

extension UnsafeBufferPointer<UInt8> {
  /// The bytes behind a C string pointer.
  fileprivate init(bytes: UnsafePointer<CChar>?, count: Int) {
    unsafe self.init(
      start: UnsafeRawPointer(bytes)?.assumingMemoryBound(to: UInt8.self), count: count)
  }
}
