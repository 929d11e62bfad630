/// What a run of bytes is, read as UTF-8 from the start of a scalar (RFC 3629).
enum UTF8Check: Equatable {
  /// Well-formed to the last byte.
  case complete
  /// Well-formed as far as it goes; so many bytes at the end (1 to 3) begin a scalar.
  case unfinished(Int)
  /// No continuation could make it UTF-8.
  case malformed

  /// Checks `bytes` and refuses at the first byte that no valid text has there: also overlong
  /// forms, surrogates and values beyond U+10FFFF, as soon as their second byte shows.
  init(_ bytes: borrowing RawSpan) {
    let count = bytes.byteCount
    var index = 0
    // While eight bytes are left, a step takes whole scalars out of one word.
    while index &+ 8 <= count {
      // Every bit pattern is an integer, and the span checks the bounds.
      let word = UInt64(
        littleEndian: unsafe bytes.unsafeLoadUnaligned(fromByteOffset: index, as: UInt64.self))
      let length = Self.wholeScalars(word)
      guard length > 0 else {
        self = .malformed
        return
      }
      index &+= length
    }
    while index < count {
      let lead = bytes.byte(at: index)
      if lead < 0x80 {
        index &+= 1
        continue
      }
      guard let form = Form(lead: lead) else {
        self = .malformed
        return
      }
      let left = count &- index
      if left > 1, !form.second.contains(bytes.byte(at: index &+ 1)) {
        self = .malformed
        return
      }
      for offset in 2..<max(2, min(form.length, left))
      where bytes.byte(at: index &+ offset) & 0xC0 != 0x80 {
        self = .malformed
        return
      }
      guard left >= form.length else {
        self = .unfinished(left)
        return
      }
      index &+= form.length
    }
    self = .complete
  }

  /// How many bytes of `word`, first byte lowest, are well-formed scalars: at least the first one;
  /// 0 when that is malformed.
  @inline(__always)
  private static func wholeScalars(_ word: UInt64) -> Int {
    let high = word & 0x8080_8080_8080_8080
    if high == 0 { return 8 }
    let ascii = high.trailingZeroBitCount &>> 3
    if ascii > 0 { return ascii }
    // 110xxxxx 10xxxxxx; a lead below C2 would be overlong.
    if word & 0xC0E0 == 0x80C0 {
      guard word & 0x1E != 0 else { return 0 }
      // Alphabets of two bytes come in runs: take four letters at once.
      let isRun = word & 0xC0E0_C0E0_C0E0_C0E0 == 0x80C0_80C0_80C0_80C0
      let leads = (word & 0x001E_001E_001E_001E) &+ 0x001E_001E_001E_001E
      return isRun && leads & 0x0020_0020_0020_0020 == 0x0020_0020_0020_0020 ? 8 : 2
    }
    // 1110xxxx 10xxxxxx 10xxxxxx; below U+0800 is overlong, U+D800 to U+DFFF are surrogates.
    if word & 0xC0_C0F0 == 0x80_80E0 {
      let distinctive = word & 0x200F
      return distinctive != 0 && distinctive != 0x200D ? 3 : 0
    }
    // 11110xxx 10xxxxxx 10xxxxxx 10xxxxxx, from U+10000 to U+10FFFF.
    if word & 0xC0C0_C0F8 == 0x8080_80F0 {
      let top = (word & 0x07) &<< 2 | (word & 0x3000) &>> 12
      return top >= 1 && top <= 0x10 ? 4 : 0
    }
    return 0
  }

  /// How a scalar of more than one byte continues after its first (RFC 3629 4).
  private struct Form {
    let length: Int
    let second: ClosedRange<UInt8>

    init?(lead: UInt8) {
      switch lead {
      case 0xC2...0xDF: (length, second) = (2, 0x80...0xBF)
      case 0xE0: (length, second) = (3, 0xA0...0xBF)
      case 0xED: (length, second) = (3, 0x80...0x9F)
      case 0xE1...0xEF: (length, second) = (3, 0x80...0xBF)
      case 0xF0: (length, second) = (4, 0x90...0xBF)
      case 0xF1...0xF3: (length, second) = (4, 0x80...0xBF)
      case 0xF4: (length, second) = (4, 0x80...0x8F)
      default: return nil
      }
    }
  }
}
