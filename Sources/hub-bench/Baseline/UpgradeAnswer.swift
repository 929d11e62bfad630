import Crypto

/// The answer to an upgrade request, with no check but for the key.
enum UpgradeAnswer {
  /// The 101 for a request head, or nil when it carries no `Sec-WebSocket-Key`.
  static func answer(to head: [UInt8]) -> [UInt8]? {
    let key = unsafe head.withUnsafeBytes {
      unsafe $0.fieldValue("sec-websocket-key:").map { unsafe Array($0) }
    }
    guard let key else { return nil }
    var text = Array("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n".utf8)
    text += Array("Connection: Upgrade\r\nSec-WebSocket-Accept: ".utf8)
    text += acceptValue(forKey: key)
    text += Array("\r\n\r\n".utf8)
    return text
  }

  /// RFC 6455 4.2.2: the base64 of the SHA-1 of the key and a fixed GUID.
  static func acceptValue(forKey key: [UInt8]) -> [UInt8] {
    let guid = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11".utf8
    return base64(Array(Insecure.SHA1.hash(data: key + guid)))
  }

  private static func base64(_ bytes: [UInt8]) -> [UInt8] {
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    var text: [UInt8] = []
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let group = (0..<3).reduce(0) { value, offset in
        value << 8 | (start + offset < bytes.count ? Int(bytes[start + offset]) : 0)
      }
      let used = min(bytes.count - start, 3) + 1
      for position in 0..<4 {
        text.append(
          position < used ? alphabet[group >> (18 - 6 * position) & 0x3f] : UInt8(ascii: "="))
      }
    }
    return text
  }
}
