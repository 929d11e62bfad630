import Glibc

/// Writes `bytes` in pieces of up to `PIPE_BUF` bytes, each only when the kernel takes it at once.
/// What a full pipe or a broken one does not take is lost: a log must never stop the hub.
///
/// Asking first, because descriptor 2 is rarely non-blocking, and to make it so would do the same
/// to every other process that shares it. A pipe that can be written to takes `PIPE_BUF` bytes
/// whole (pipe(7)), if nobody else gets in between.
func writeAll(_ bytes: [UInt8], to descriptor: Int32) {
  unsafe bytes.withUnsafeBytes { buffer in
    var rest = unsafe buffer[...]
    while unsafe !rest.isEmpty {
      var event = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
      let ready = unsafe poll(&event, 1, 0)
      if ready < 0, errno == EINTR { continue }
      guard ready > 0, event.revents & Int16(POLLOUT) != 0 else { return }
      let piece = unsafe UnsafeRawBufferPointer(rebasing: rest.prefix(Int(PIPE_BUF)))
      let written = unsafe write(descriptor, piece.baseAddress, piece.count)
      if written > 0 {
        unsafe rest = rest.dropFirst(written)
      } else if errno != EINTR {
        return
      }
    }
  }
}
