import JSONEnvelope

/// A checked JSON object: header or payload of a token.
struct JSONObject {
  private let bytes: [UInt8]
  private let scanner: EnvelopeScanner

  /// Nil unless `bytes` are one JSON object whose members are unique (RFC 7515 4, RFC 7519 4) and
  /// no deeper than the scanner goes.
  init?(_ bytes: [UInt8]) {
    var scanner = EnvelopeScanner()
    guard (try? scanner.scan(bytes.span)) != nil else { return nil }
    self.bytes = bytes
    self.scanner = scanner
  }

  /// The member called `key`.
  subscript(key: StaticString) -> Member? { scanner.member(key, in: bytes.span) }

  /// A string's text; nil for other kinds.
  func string(_ member: Member?) -> String? { member?.string(in: bytes.span) }

  /// A value as it stands in the text.
  func raw(_ member: Member) -> ArraySlice<UInt8> { bytes[member.value] }
}
