import JSONEnvelope

/// A scan of one text, kept together with the text for the assertions that follow.
struct Scan {
  let bytes: [UInt8]
  let scanner: EnvelopeScanner

  /// Scans `text`.
  static func make(_ text: String) throws(EnvelopeError) -> Scan { try make(Array(text.utf8)) }

  /// Scans `bytes`.
  static func make(_ bytes: [UInt8]) throws(EnvelopeError) -> Scan {
    var scanner = EnvelopeScanner()
    try scanner.scan(bytes.span)
    return Scan(bytes: bytes, scanner: scanner)
  }

  /// The error that scanning `bytes` ends with; nil when they are accepted.
  static func error(_ bytes: [UInt8]) -> EnvelopeError? {
    do throws(EnvelopeError) {
      _ = try make(bytes)
      return nil
    } catch {
      return error
    }
  }

  var members: [Member] { scanner.members }

  func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }

  func key(_ index: Int) -> String { members[index].keyText(in: bytes.span) }

  func string(_ index: Int) -> String? { members[index].string(in: bytes.span) }

  func isString(_ index: Int, _ literal: StaticString) -> Bool {
    members[index].isString(literal, in: bytes.span)
  }

  func equals(_ index: Int, _ string: String) -> Bool {
    members[index].equals(string, in: bytes.span)
  }

  func member(_ key: StaticString) -> Member? { scanner.member(key, in: bytes.span) }

  func member(ignoringCase key: StaticString) throws(EnvelopeError) -> Member? {
    try scanner.member(ignoringCase: key, in: bytes.span)
  }

  func stamped(_ stamp: EnvelopeStamp) -> String {
    var output: [UInt8] = []
    scanner.append(stamp, in: bytes.span, to: &output)
    return String(decoding: output, as: UTF8.self)
  }
}

/// SplitMix64: the same seed gives the same inputs on every machine.
struct SeededGenerator: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
    return mixed ^ mixed >> 31
  }
}
