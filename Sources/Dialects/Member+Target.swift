import JSONEnvelope
import Signaling

extension Member {
  /// The name of an addressee; nil when the value is no string. `text` is the scanned text.
  func target(in text: Span<UInt8>) -> String? {
    // Not unescaped: no name is that long, with every byte of it written as six. Nobody has the
    // empty name.
    if isString, value.count > NameRule.maximumBytes * 6 + 2 { return "" }
    guard let name = string(in: text) else { return nil }
    return name.utf8.count <= NameRule.maximumBytes ? name : ""
  }

  /// The same, for messages of which many have one addressee: it is made once.
  @inline(__always)
  func target(in text: Span<UInt8>, _ names: inout StringCache) -> String? {
    // With its quotes. A short value reads no longer than it is, whatever is escaped in it.
    value.count <= StringCache.longest + 2
      ? names.string(of: self, in: text) : target(in: text)
  }
}
