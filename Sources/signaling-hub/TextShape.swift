import Glibc

/// What a text setting may look like.
struct TextShape: Sendable {
  /// The shape in words, for error messages.
  let words: String
  let admits: @Sendable (String) -> Bool

  /// A path: anything that a file can be called.
  static let path = TextShape(words: "the path of a file") { !$0.utf8.contains(0) }

  /// A path that is not empty: an unset variable of a shell must not switch off what it names.
  static let namedFile = TextShape(words: path.words) { !$0.isEmpty && path.admits($0) }

  /// What a claim of a token is compared with; not empty, as above.
  static let claim = TextShape(words: "1 to 1024 bytes without control characters") { text in
    (1...1024).contains(text.utf8.count)
      && text.unicodeScalars.allSatisfy {
        $0.value >= 0x20 && !(0x7F...0x9F).contains($0.value)
      }
  }

  /// A place to listen at.
  static let listener = TextShape(words: "port, host:port or [v6]:port") {
    Authority(listener: $0, defaultHost: "") != nil
  }

  /// A host as it stands in a URL, without brackets; whether it exists shows when it is bound.
  static let host = TextShape(words: "an IP address or a host name") { text in
    !text.isEmpty && text.utf8.count <= 253
      && text.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"),
          UInt8(ascii: ":"), UInt8(ascii: "%"), UInt8(ascii: "_"):
          true
        default: false
        }
      }
  }

  /// An origin as a browser sends it, RFC 6454 6.2: scheme, host, port unless it is the default.
  static let origin = TextShape(words: "scheme://host[:port], or *") { text in
    if text == "*" { return true }
    for scheme in ["http://", "https://"] where text.hasPrefix(scheme) {
      let host = text.dropFirst(scheme.count)
      return !host.isEmpty
        && host.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && !"/?#@\\,".utf8.contains($0) }
    }
    return false
  }

  /// The URL of a STUN server, RFC 7064 3.1: `stun:` or `stuns:`, host, port unless it is the default.
  static let stunServer = TextShape(words: "stun:host[:port] or stuns:host[:port]") { text in
    guard let scheme = ["stun:", "stuns:"].first(where: text.hasPrefix) else { return false }
    let place = String(text.dropFirst(scheme.count))
    let authority =
      Authority(listener: place, defaultHost: "")
      ?? Authority(listener: place + ":3478", defaultHost: "")
    return authority.map { !$0.host.isEmpty } ?? false
  }

  /// An address, or a block of them in CIDR notation (RFC 4632 3.1).
  static let block = TextShape(words: "an IP address or a block such as 10.0.0.0/8") { text in
    let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    guard let address = parts.first, let bits = addressBits(String(address)) else { return false }
    guard parts.count == 2 else { return true }
    guard let length = Int(parts[1]), parts[1].utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }) else {
      return false
    }
    return length <= bits
  }

  private static func addressBits(_ text: String) -> Int? {
    var four = in_addr()
    if unsafe inet_pton(AF_INET, text, &four) == 1 { return 32 }
    var six = in6_addr()
    return unsafe inet_pton(AF_INET6, text, &six) == 1 ? 128 : nil
  }
}
