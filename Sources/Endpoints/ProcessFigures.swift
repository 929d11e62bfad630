import Glibc

/// What the kernel says of this process (proc(5)), in the units of Prometheus' `process_` metrics.
struct ProcessFigures {
  var cpuSeconds = 0.0
  var residentBytes = 0.0
  var virtualBytes = 0.0
  var openDescriptors = 0.0
  var maximumDescriptors = 0.0
  var startTime = 0.0

  init() {
    var usage = rusage()
    if unsafe getrusage(RUSAGE_SELF.rawValue, &usage) == 0 {
      cpuSeconds = Self.seconds(usage.ru_utime) + Self.seconds(usage.ru_stime)
    }
    var limit = rlimit()
    if unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 {
      maximumDescriptors = Double(limit.rlim_cur)
    }
    let pages = Self.words(of: "/proc/self/statm")
    let pageBytes = Double(sysconf(Int32(_SC_PAGESIZE)))
    if pages.count > 1 {
      virtualBytes = (Double(pages[0]) ?? 0) * pageBytes
      residentBytes = (Double(pages[1]) ?? 0) * pageBytes
    }
    openDescriptors = Double(Self.countDescriptors())
    startTime = Self.startTime
  }

  private static func seconds(_ time: timeval) -> Double {
    Double(time.tv_sec) + Double(time.tv_usec) * 1e-6
  }

  /// Seconds since 1970 at which the process started: boot time plus field 22 of its stat.
  private static let startTime: Double = {
    let boot = words(of: "/proc/stat")
    let fields = words(of: "/proc/self/stat")
    // The name, field 2, may hold spaces; it ends with the last parenthesis.
    guard let name = fields.lastIndex(where: { $0.hasSuffix(")") }), name + 20 < fields.count,
      let ticks = Double(fields[name + 20]), let label = boot.firstIndex(of: "btime"),
      let started = Double(boot[label + 1])
    else { return 0 }
    return started + ticks / Double(sysconf(Int32(_SC_CLK_TCK)))
  }()

  private static func countDescriptors() -> Int {
    guard let directory = unsafe opendir("/proc/self/fd") else { return 0 }
    defer { unsafe closedir(directory) }
    var count = 0
    while unsafe readdir(directory) != nil { count += 1 }
    // Neither ".", "..", nor the descriptor of the listing itself.
    return count - 3
  }

  private static func words(of path: String) -> [Substring] {
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return [] }
    defer { close(descriptor) }
    var text: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 4096)
    while true {
      let count = unsafe read(descriptor, &chunk, chunk.count)
      guard count > 0 else { break }
      text += chunk[..<count]
    }
    return String(decoding: text, as: UTF8.self).split { $0 == " " || $0 == "\n" }
  }
}
