/// `host:port` as it stands in a URL; an IPv6 address gets its brackets (RFC 3986 3.2.2).
struct Authority: Equatable, CustomStringConvertible {
  let host: String
  let port: Int

  var description: String { "\(host.contains(":") ? "[\(host)]" : host):\(port)" }

  /// The same place as seen from this machine: a wildcard address cannot be connected to everywhere.
  var local: Authority {
    switch host {
    case "0.0.0.0", "": .init(host: "127.0.0.1", port: port)
    case "::": .init(host: "::1", port: port)
    default: self
    }
  }

  /// Whether only this machine can reach the host.
  var isLoopback: Bool {
    host == "localhost" || host == "::1" || host.hasPrefix("127.")
  }
}
