import Glibc

/// Writes `bytes`, in one `write(2)` unless the kernel takes less. What a full pipe or a broken one
/// does not take is lost: a log must never stop the hub.
func writeAll(_ bytes: [UInt8], to descriptor: Int32) {
  unsafe bytes.withUnsafeBytes { buffer in
    var rest = unsafe buffer[...]
    while unsafe !rest.isEmpty {
      let written = unsafe write(
        descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
      if written > 0 {
        unsafe rest = rest.dropFirst(written)
      } else if errno != EINTR {
        return
      }
    }
  }
}
