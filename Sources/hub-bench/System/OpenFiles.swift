import Glibc

/// The limit of open files of this process and of the servers it starts.
enum OpenFiles {
  /// Raises the soft limit to the hard one, and says clearly when that is not enough.
  static func raiseLimit(toHold needed: Int) throws {
    var limit = rlimit()
    try checked(unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit), "getrlimit")
    limit.rlim_cur = limit.rlim_max
    try checked(unsafe setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit), "setrlimit")
    guard limit.rlim_max >= UInt(needed) else {
      throw BenchmarkError(
        "\(needed) open files are needed, the hard limit is \(limit.rlim_max): raise `ulimit -Hn`")
    }
  }
}
