import Glibc

/// Writes a line at once, past the buffers of stdio: nobody who waits for it waits in vain.
func writeLine(_ line: String, to descriptor: Int32 = STDOUT_FILENO) {
  let bytes = Array("\(line)\n".utf8)
  var written = 0
  while written < bytes.count {
    let count = unsafe bytes[written...].withUnsafeBytes {
      unsafe write(descriptor, $0.baseAddress, $0.count)
    }
    if count < 0, errno != EINTR { return }
    written += max(count, 0)
  }
}
