import Glibc

/// A directory for the length of a call.
/// - Parameter body: Gets the path; the directory and the files in it are removed afterwards.
func withTemporaryDirectory<Result>(_ body: (String) throws -> Result) throws -> Result {
  var template = Array("/tmp/hub-bench-XXXXXX".utf8CString)
  guard unsafe mkdtemp(&template) != nil else { throw SystemError("mkdtemp") }
  let path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
  defer { removeDirectory(path) }
  return try body(path)
}

private func removeDirectory(_ path: String) {
  if let directory = unsafe opendir(path) {
    while let entry = unsafe readdir(directory) {
      let name = unsafe withUnsafeBytes(of: entry.pointee.d_name) {
        unsafe String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
      }
      unsafe unlink("\(path)/\(name)")
    }
    unsafe closedir(directory)
  }
  unsafe rmdir(path)
}
