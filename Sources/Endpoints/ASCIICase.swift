extension Sequence<UInt8> {
  /// Whether these bytes are `word`, letters of ASCII in any case: how schemes and media types are
  /// compared (RFC 9110 8.3.1, 11.1).
  ///
  /// By their bytes: String compares canonical forms, which it finds in time quadratic in combining
  /// marks, and `lowercased` makes a plain `k` of the Kelvin sign.
  func isEqual(toWord word: String) -> Bool {
    elementsEqual(word.utf8) { Self.lowercased($0) == Self.lowercased($1) }
  }

  private static func lowercased(_ byte: UInt8) -> UInt8 {
    byte &- UInt8(ascii: "A") < 26 ? byte | 0x20 : byte
  }
}
