/// A message on its way through a room, as its trace remembers it.
public struct Passage: Sendable {
  /// What it carries.
  public var kind: Signal.Kind
  /// How long it is.
  public var bytes: Int
  /// The candidates that it carries, in a description too.
  public var candidates: CandidateTypes
  /// When it came. On the monotonic clock, which the relay has read anyway and which never jumps.
  public var at: MonotonicTime
  /// The numbers of the events that it became, one for each receiver; empty where nothing was
  /// recorded.
  public internal(set) var numbers: Range<UInt32> = 0..<0

  /// A message that has just come.
  public init(
    _ kind: Signal.Kind, bytes: Int, candidates: CandidateTypes = CandidateTypes(),
    at: MonotonicTime
  ) {
    self.kind = kind
    self.bytes = bytes
    self.candidates = candidates
    self.at = at
  }
}
