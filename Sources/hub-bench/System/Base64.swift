/// RFC 4648, as far as the tool writes it.
enum Base64 {
  private static let alphanumeric = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"

  /// Clause 4: with padding.
  static func encode(_ bytes: [UInt8]) -> [UInt8] {
    let text = digits(bytes, alphabet: Array("\(alphanumeric)+/".utf8))
    return text + Array(repeating: UInt8(ascii: "="), count: (4 - text.count % 4) % 4)
  }

  /// Clause 5: for URLs, and without padding, as JSON Web Tokens are written (RFC 7515 2).
  static func encodeForURL(_ bytes: [UInt8]) -> [UInt8] {
    digits(bytes, alphabet: Array("\(alphanumeric)-_".utf8))
  }

  private static func digits(_ bytes: [UInt8], alphabet: [UInt8]) -> [UInt8] {
    var text: [UInt8] = []
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let group = (0..<3).reduce(0) { value, offset in
        value << 8 | (start + offset < bytes.count ? Int(bytes[start + offset]) : 0)
      }
      for position in 0...min(bytes.count - start, 3) {
        text.append(alphabet[group >> (18 - 6 * position) & 0x3f])
      }
    }
    return text
  }
}
