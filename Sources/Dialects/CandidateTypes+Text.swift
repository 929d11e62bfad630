import JSONEnvelope
import Signaling

extension CandidateTypes {
  /// Counts no more than this many candidates in one message.
  private static let limit = 255

  /// The candidates in a text, by their types: `typ` and its word, as RFC 8839 5.1 writes them
  /// between two spaces.
  ///
  /// The text need not be taken apart: neither JSON nor JSON in JSON writes any of these characters
  /// otherwise, so candidates are found in descriptions and in every dialect's envelope. The end of
  /// candidates, which is empty (RFC 8838 13), counts none.
  public init(in text: Span<UInt8>) {
    self.init()
    var position = 0
    for _ in 0..<Self.limit {
      guard let found = text.firstPosition(of: " typ", from: position) else { return }
      position = found + 4
      if let type = Self.type(in: text, at: position) { count(type) }
    }
  }

  private static func type(in text: Span<UInt8>, at position: Int) -> CandidateType? {
    func isWord(_ word: StaticString) -> Bool {
      text.hasBytes(of: word, at: position)
        && !isLetterOrDigit(text, at: position + word.utf8CodeUnitCount)
    }
    guard position &+ 1 < text.count else { return nil }
    switch text[position &+ 1] {
    case UInt8(ascii: "h"): return isWord(" host") ? .host : nil
    case UInt8(ascii: "s"): return isWord(" srflx") ? .srflx : nil
    case UInt8(ascii: "p"): return isWord(" prflx") ? .prflx : nil
    case UInt8(ascii: "r"): return isWord(" relay") ? .relay : nil
    default: return nil
    }
  }

  /// RFC 8839 5.1 allows types that nobody has defined yet, which must not be taken for others.
  private static func isLetterOrDigit(_ text: Span<UInt8>, at position: Int) -> Bool {
    guard position < text.count else { return false }
    switch text[position] {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      return true
    default: return false
    }
  }
}
