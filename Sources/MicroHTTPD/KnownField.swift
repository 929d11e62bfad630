/// The fields the gate looks at, and those that may stand only once. Anything else passes.
enum KnownField: UInt8 {
  case host, origin, upgrade, expect, contentType, authorization, contentLength
  case transferEncoding, webSocketKey, webSocketVersion, webSocketAccept

  var name: StaticString {
    switch self {
    case .host: "Host"
    case .origin: "Origin"
    case .upgrade: "Upgrade"
    case .expect: "Expect"
    case .contentType: "Content-Type"
    case .authorization: "Authorization"
    case .contentLength: "Content-Length"
    case .transferEncoding: "Transfer-Encoding"
    case .webSocketKey: "Sec-WebSocket-Key"
    case .webSocketVersion: "Sec-WebSocket-Version"
    case .webSocketAccept: "Sec-WebSocket-Accept"
    }
  }

  /// Its place in a set of fields seen.
  var bit: UInt16 { 1 << UInt16(rawValue) }

  /// The field with this name, which must be a token. The length decides who is compared.
  init?(_ name: UnsafeBufferPointer<UInt8>) {
    let candidates: (KnownField, KnownField?)
    switch name.count {
    case 4: candidates = (.host, nil)
    case 6: candidates = (.origin, .expect)
    case 7: candidates = (.upgrade, nil)
    case 12: candidates = (.contentType, nil)
    case 13: candidates = (.authorization, nil)
    case 14: candidates = (.contentLength, nil)
    case 17: candidates = (.transferEncoding, .webSocketKey)
    case 20: candidates = (.webSocketAccept, nil)
    case 21: candidates = (.webSocketVersion, nil)
    default: return nil
    }
    if unsafe equalsIgnoringCase(name, candidates.0.name) {
      self = candidates.0
    } else if let other = candidates.1, unsafe equalsIgnoringCase(name, other.name) {
      self = other
    } else {
      return nil
    }
  }
}

/// Compares bytes with text of letters, digits and hyphens, without regard to the case of
/// letters. The bytes must be a token, else control bytes would pass for hyphens.
func equalsIgnoringCase(_ bytes: UnsafeBufferPointer<UInt8>, _ text: StaticString) -> Bool {
  guard bytes.count == text.utf8CodeUnitCount else { return false }
  let text = unsafe text.utf8Start
  for index in bytes.indices where unsafe bytes[index] | 0x20 != text[index] | 0x20 {
    return false
  }
  return true
}
