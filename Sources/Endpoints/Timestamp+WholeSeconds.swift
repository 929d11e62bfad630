import Signaling

extension Timestamp {
  /// The moment without its fraction, as in `2006-01-02T15:04:05Z`.
  var wholeSeconds: String { String(text.prefix(19)) + "Z" }
}

extension Interval {
  /// The whole seconds in it.
  var wholeSeconds: Int64 { nanoseconds / 1_000_000_000 }
}
