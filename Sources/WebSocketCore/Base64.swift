/// As much of base64 (RFC 4648 4) as the handshake needs.
enum Base64 {
  private static let alphabet = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

  /// `bytes` in base64, padded.
  static func encode(_ bytes: some Sequence<UInt8>) -> String {
    var encoded: [UInt8] = []
    encoded.reserveCapacity(28)  // for the 20 bytes of SHA-1
    var bits: UInt32 = 0
    var bitCount = 0
    for byte in bytes {
      bits = bits << 8 | UInt32(byte)
      bitCount += 8
      while bitCount >= 6 {
        bitCount -= 6
        encoded.append(alphabet[Int(bits >> UInt32(bitCount)) & 63])
      }
    }
    if bitCount > 0 { encoded.append(alphabet[Int(bits << UInt32(6 - bitCount)) & 63]) }
    while encoded.count % 4 != 0 { encoded.append(UInt8(ascii: "=")) }
    return String(decoding: encoded, as: UTF8.self)
  }

  /// Whether `text` is the canonical base64 form of exactly 16 bytes: 22 characters, the last of
  /// them with four bits to spare that are zero (RFC 4648 3.5), and two of padding.
  static func isSixteenBytes(_ text: Substring.UTF8View) -> Bool {
    let digits = text.prefix(22)
    guard text.count == 24, text.suffix(2).elementsEqual("==".utf8) else { return false }
    guard digits.allSatisfy(alphabet.contains) else { return false }
    return digits.last.map { "AQgw".utf8.contains($0) } ?? false
  }
}
