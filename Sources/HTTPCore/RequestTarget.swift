/// The target of a request taken apart: the decoded path and the parsed query (RFC 9112 3.2).
package struct RequestTarget: Sendable {
  /// The target as it came.
  package let raw: String
  /// Where the path lies in the raw bytes; empty when an absolute form has none.
  package let rawPath: Range<Int>
  /// The decoded path, `*` for the asterisk form.
  package let path: String
  /// The parsed query.
  package let query: Query
  /// Where the authority of an absolute form lies in the raw bytes.
  package let authority: Range<Int>?

  /// Takes a target apart.
  ///
  /// - Throws: `TargetError` with offsets into the raw target.
  package init(_ raw: Span<UInt8>) throws(TargetError) {
    var plain = true
    var question: Int?
    for index in raw.indices {
      let byte = raw[index]
      guard byte > 0x20, byte < 0x7F, byte != UInt8(ascii: "#") else {
        throw .forbiddenByte(offset: index)
      }
      if byte == UInt8(ascii: "%") { plain = false }
      if question == nil, byte == UInt8(ascii: "?") { question = index }
    }
    let authority = try Self.authority(of: raw, end: question ?? raw.count)
    let start = authority?.upperBound ?? 0
    let end = question ?? raw.count
    let text = Self.text(raw)
    self.raw = text
    rawPath = start..<end
    self.authority = authority
    if let question {
      query = try Query(raw, in: question + 1..<raw.count)
    } else {
      query = Query()
    }
    if plain, start == 0, question == nil {
      // The usual case: the path is the target, so they share one string.
      path = text
    } else if start == end {
      // RFC 9110 4.2.3: an empty path of an http address means "/".
      path = "/"
    } else {
      path = try PercentDecoding.decode(raw, in: start..<end, plus: .plus)
    }
  }

  /// Tells the forms apart by their first bytes; nil unless the target is in absolute form.
  private static func authority(
    of raw: Span<UInt8>, end: Int
  ) throws(TargetError) -> Range<Int>? {
    guard raw.count > 0 else { throw .notAPath }
    if raw[0] == UInt8(ascii: "/") { return nil }
    if raw.count == 1, raw[0] == UInt8(ascii: "*") { return nil }
    // RFC 9112 3.2.2: a server must accept the absolute form, though only proxies are sent it.
    for scheme in ["http://", "https://"] as [StaticString] where hasPrefix(raw, scheme) {
      let start = scheme.utf8CodeUnitCount
      var slash = start
      while slash < end, raw[slash] != UInt8(ascii: "/") { slash += 1 }
      guard slash > start else { throw .notAPath }
      return start..<slash
    }
    throw .notAPath
  }

  private static func hasPrefix(_ raw: Span<UInt8>, _ prefix: StaticString) -> Bool {
    guard raw.count >= prefix.utf8CodeUnitCount else { return false }
    return prefix.withUTF8Buffer { prefix in
      for index in prefix.indices where unsafe raw[index] | 0x20 != prefix[index] | 0x20 {
        return false
      }
      return true
    }
  }

  private static func text(_ raw: Span<UInt8>) -> String {
    unsafe raw.withUnsafeBufferPointer { unsafe String(decoding: $0, as: UTF8.self) }
  }
}
