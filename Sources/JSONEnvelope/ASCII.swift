/// The bytes JSON's grammar is made of.
enum ASCII {
  static let tab: UInt8 = 0x09
  static let lineFeed: UInt8 = 0x0A
  static let carriageReturn: UInt8 = 0x0D
  static let space: UInt8 = 0x20
  static let quote: UInt8 = 0x22
  static let plus: UInt8 = 0x2B
  static let comma: UInt8 = 0x2C
  static let minus: UInt8 = 0x2D
  static let point: UInt8 = 0x2E
  static let zero: UInt8 = 0x30
  static let colon: UInt8 = 0x3A
  static let openingBracket: UInt8 = 0x5B
  static let backslash: UInt8 = 0x5C
  static let closingBracket: UInt8 = 0x5D
  static let openingBrace: UInt8 = 0x7B
  static let closingBrace: UInt8 = 0x7D

  /// Whether `byte` is one of `0` to `9`.
  @inline(__always)
  static func isDigit(_ byte: UInt8) -> Bool { byte &- zero < 10 }

  /// `byte` in lower case when it is a letter, else unchanged.
  @inline(__always)
  static func lowercased(_ byte: UInt8) -> UInt8 {
    byte &- UInt8(ascii: "A") < 26 ? byte | 0x20 : byte
  }

  /// The value of a hexadecimal digit; nil for any other byte.
  @inline(__always)
  static func hexadecimalValue(_ byte: UInt8) -> UInt16? {
    if isDigit(byte) { return UInt16(byte &- zero) }
    let letter = (byte | 0x20) &- UInt8(ascii: "a")
    return letter < 6 ? UInt16(letter) &+ 10 : nil
  }

  /// The lower case hexadecimal digit for `value`, which is below 16.
  @inline(__always)
  static func hexadecimalDigit(_ value: UInt8) -> UInt8 {
    value < 10 ? zero &+ value : UInt8(ascii: "a") &+ value &- 10
  }
}
