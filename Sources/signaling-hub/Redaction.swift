/// Keeps credentials out of logs: tokens give whoever reads them a client's seat.
enum Redaction {
  static let mark = "[redacted]"

  /// Whether a metadata key is called after a credential; its value is then never written.
  static func isSecret(key: String) -> Bool {
    let key = key.lowercased()
    return ["token", "secret", "password", "authorization", "cookie"].contains { key.contains($0) }
  }

  /// `text` with what follows `token=`, `token:`, `"token":"` or `token.` (as in the subprotocol
  /// `hub.token.T`) replaced by a mark. Letters' case does not matter.
  static func masked(_ text: String) -> String {
    let bytes = Array(text.utf8)
    guard var match = nextToken(in: bytes, from: 0) else { return text }
    var result: [UInt8] = []
    var copied = 0
    while true {
      result += bytes[copied..<match.lowerBound]
      result += mark.utf8
      copied = match.upperBound
      guard let next = nextToken(in: bytes, from: copied) else { break }
      match = next
    }
    result += bytes[copied...]
    return String(decoding: result, as: UTF8.self)
  }

  /// Where the next credential stands.
  private static func nextToken(in bytes: [UInt8], from start: Int) -> Range<Int>? {
    let name = Array("token".utf8)
    var index = start
    while index + name.count < bytes.count {
      defer { index += 1 }
      guard (bytes[index] | 0x20) == name[0],
        bytes[index..<index + name.count].elementsEqual(name, by: { $0 | 0x20 == $1 })
      else { continue }
      var first = index + name.count
      let gap = first
      while first < bytes.count, #" "'\"#.utf8.contains(bytes[first]) { first += 1 }
      guard first < bytes.count, "=:.".utf8.contains(bytes[first]),
        bytes[first] == UInt8(ascii: ":") || first == gap
      else { continue }
      first += 1
      while first < bytes.count, #" "'\"#.utf8.contains(bytes[first]) { first += 1 }
      let length = bytes[first...].prefix { isCredential($0) }.count
      if length > 0 { return first..<first + length }
    }
    return nil
  }

  /// Bytes of base62, base64url, JWT and percent-encoding.
  private static func isCredential(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      true
    default: "-_%~+/.".utf8.contains(byte)
    }
  }
}
