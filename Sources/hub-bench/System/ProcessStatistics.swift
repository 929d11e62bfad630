import Glibc

/// What `/proc` and the kernel's clocks tell of a process.
enum ProcessStatistics {
  /// Resident memory of a process in KiB (proc(5), `VmRSS`).
  static func residentKiB(of process: Int32) throws -> Int {
    let status = try contents(of: "/proc/\(process)/status")
    for line in status.split(separator: "\n") where line.hasPrefix("VmRSS:") {
      let fields = line.split(whereSeparator: { $0 == " " || $0 == "\t" })
      if fields.count > 1, let amount = Int(fields[1]) { return amount }
    }
    throw BenchmarkError("/proc/\(process)/status has no VmRSS")
  }

  /// Seconds of processor time that all threads of a process have taken.
  static func processorSeconds(of process: Int32) throws -> Double {
    var clock = clockid_t()
    // clock_getcpuclockid(3) answers with the error itself.
    let error = unsafe clock_getcpuclockid(process, &clock)
    guard error == 0 else { throw SystemError("clock_getcpuclockid", code: error) }
    return try processorSeconds(by: clock)
  }

  /// Seconds of processor time that this process has taken.
  static func ownProcessorSeconds() throws -> Double {
    try processorSeconds(by: CLOCK_PROCESS_CPUTIME_ID)
  }

  private static func processorSeconds(by clock: clockid_t) throws -> Double {
    var time = timespec()
    try checked(unsafe clock_gettime(clock, &time), "clock_gettime")
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}
