import HTTPCore

/// A web origin: scheme, host and port (RFC 6454 4), in lower case and with its port spelled out.
public struct Origin: Hashable, Sendable, LosslessStringConvertible {
  /// `http` or `https`.
  public let scheme: String
  /// Host name or address; an IPv6 address keeps its brackets.
  public let host: String
  /// The port, also when the text left it to the scheme.
  public let port: UInt16

  /// Parses `scheme://host[:port]`. Nil for anything else: `null`, other schemes, user names,
  /// paths, a trailing dot.
  public init?(_ description: String) {
    guard let text = Authority.folded(description), let separator = text.firstRange(of: "://")
    else { return nil }
    let scheme = String(text[..<separator.lowerBound])
    guard let standard = Self.standardPorts[scheme],
      let authority = Authority(text[separator.upperBound...])
    else { return nil }
    self.scheme = scheme
    host = authority.host
    port = authority.port ?? standard
  }

  /// The origin in its shortest form, as browsers send it.
  public var description: String {
    port == Self.standardPorts[scheme] ? "\(scheme)://\(host)" : "\(scheme)://\(host):\(port)"
  }

  /// Whether a request with this `Host` field went to this origin. The scheme cannot be compared:
  /// behind a proxy that ends TLS the hub sees plain HTTP.
  func isHost(_ field: String) -> Bool {
    guard let text = Authority.folded(field), let authority = Authority(text[...]) else {
      return false
    }
    return authority.host == host && (authority.port ?? Self.standardPorts[scheme]) == port
  }

  private static let standardPorts: [String: UInt16] = ["http": 80, "https": 443]
}

/// `host[:port]`, as in a `Host` field (RFC 9110 7.2).
struct Authority {
  let host: String
  let port: UInt16?

  init?(_ text: Substring) {
    var rest = text
    if rest.hasPrefix("[") {
      guard let end = rest.firstIndex(of: "]") else { return nil }
      host = String(rest[...end])
      rest = rest[rest.index(after: end)...]
    } else {
      host = String(rest.prefix { $0 != ":" })
      rest = rest.dropFirst(host.count)
    }
    guard Self.isAddress(host) || Self.isName(host) else { return nil }
    if rest.isEmpty {
      port = nil
    } else {
      // RFC 3986 3.2.3: digits only, while UInt16 would take a sign as well.
      guard rest.first == ":", rest.dropFirst().utf8.allSatisfy({ $0 &- 0x30 < 10 }),
        let number = UInt16(rest.dropFirst())
      else { return nil }
      port = number
    }
  }

  /// ASCII text in lower case, nil for other text: folding would make a plain `k` of the Kelvin
  /// sign.
  static func folded(_ text: String) -> String? {
    text.utf8.allSatisfy { $0 < 0x80 } ? text.lowercased() : nil
  }

  /// An IPv6 address in its brackets (RFC 3986 3.2.2).
  private static func isAddress(_ host: String) -> Bool {
    guard host.hasPrefix("["), host.contains(":") else { return false }
    return IPAddress(String(host.dropFirst().dropLast())) != nil
  }

  private static func isName(_ host: String) -> Bool {
    guard !host.isEmpty, !host.hasSuffix(".") else { return false }
    return host.utf8.allSatisfy {
      switch $0 {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
      case UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"): true
      default: false
      }
    }
  }
}
