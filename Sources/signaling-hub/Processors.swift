import FoundationEssentials

/// The processors this process may run on.
enum Processors {
  /// How many; honours a CPU affinity mask, which the count of those online does not.
  static let usable = min(max(ProcessInfo.processInfo.activeProcessorCount, 1), 256)
}
