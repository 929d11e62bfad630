import Glibc

/// The first 64 KiB of a text file.
func contents(of path: String) throws(SystemError) -> String {
  let descriptor = try checked(unsafe open(path, O_RDONLY | O_CLOEXEC), "open")
  defer { close(descriptor) }
  var bytes = [UInt8](repeating: 0, count: 65_536)
  let count = try checked(unsafe read(descriptor, &bytes, bytes.count), "read")
  return String(decoding: bytes[..<count], as: UTF8.self)
}

/// Writes a small file that its owner alone can read.
func write(_ bytes: [UInt8], toFile path: String) throws(SystemError) {
  let descriptor = try checked(
    unsafe open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600), "open")
  defer { close(descriptor) }
  guard try checked(unsafe write(descriptor, bytes, bytes.count), "write") == bytes.count else {
    throw SystemError("write", code: ENOSPC)
  }
}
