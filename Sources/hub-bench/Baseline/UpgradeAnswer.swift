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
    return Base64.encode(Array(Insecure.SHA1.hash(data: key + guid)))
  }
}
