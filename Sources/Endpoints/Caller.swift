import HTTPCore
import Signaling

/// Who a request really comes from: the peer of the connection, or what a trusted proxy says of it.
struct Caller {
  let address: IPAddress
  /// Whether the client's own connection was encrypted, as far as a trusted proxy tells.
  let isSecure: Bool

  init(_ request: Request, trustedProxies: [AddressBlock]) {
    func isTrusted(_ address: IPAddress) -> Bool {
      trustedProxies.contains { $0.contains(address) }
    }
    guard isTrusted(request.remote) else {
      address = request.remote
      isSecure = false
      return
    }
    // Each proxy appends the address it was called from, so the list is read from its end: the
    // first address that is no trusted proxy is the last one that a trusted proxy has seen. What
    // stands before it is the client's own claim.
    var found = request.remote
    let hops = request.headers.all("X-Forwarded-For").joined(separator: ",").utf8
      .split(separator: UInt8(ascii: ","))
    for hop in hops.reversed() {
      // Other than ASCII is no address, and String compares it in time quadratic in combining marks.
      guard hop.allSatisfy({ $0 < 0x80 }), let address = IPAddress(Self.withoutPort(Substring(hop)))
      else { break }
      found = address
      if !isTrusted(address) { break }
    }
    address = found
    isSecure = (request.headers["X-Forwarded-Proto"] ?? "").utf8.isEqual(toWord: "https")
  }

  /// The key that limits are counted by: IPv6 by network, since one person has a whole /64.
  var key: AddressKey {
    let subscriber = address.subscriber
    return AddressKey(high: subscriber.high, low: subscriber.low)
  }

  /// Some proxies write `address:port` or `[address]:port`.
  private static func withoutPort(_ hop: Substring) -> String {
    let text = hop.filter { $0 != " " && $0 != "\t" }
    if text.hasPrefix("[") { return String(text.dropFirst().prefix { $0 != "]" }) }
    if text.filter({ $0 == ":" }).count == 1 { return String(text.prefix { $0 != ":" }) }
    return text
  }
}

extension AddressKey {
  /// The address as people write it: of an IPv6 one, the network.
  var text: String {
    let address = IPAddress(high: high, low: low)
    return address.ipv4 == nil ? "\(address)/64" : "\(address)"
  }
}
