import CLinux

/// Which core the calling thread, and every child process it starts, runs on.
enum Affinity {
  /// Pins the calling thread; throws EINVAL when the machine has no such core.
  static func pin(to core: Int) throws(SystemError) {
    var set = [UInt64](repeating: 0, count: max(core / 64 + 1, 16))
    set[core / 64] = 1 << UInt64(core % 64)
    let result = unsafe clinux_sched_setaffinity(0, UInt(set.count * 8), set)
    try checked(result, "sched_setaffinity")
  }
}
