/// `host:port` as it stands in a URL; an IPv6 address gets its brackets (RFC 3986 3.2.2).
struct Authority: Equatable, CustomStringConvertible {
  let host: String
  let port: Int

  init(host: String, port: Int) {
    self.host = host
    self.port = port
  }

  var description: String { "\(host.contains(":") ? "[\(host)]" : host):\(port)" }

  /// A place to listen at, `PORT`, `HOST:PORT` or `[v6]:PORT`; nil if `text` is none of these.
  init?(listener text: String, defaultHost: String) {
    let separator = text.lastIndex(of: ":")
    let digits = separator.map { text[text.index(after: $0)...] } ?? text[...]
    guard digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let port = UInt16(digits) else {
      return nil
    }
    self.port = Int(port)
    guard let separator else {
      host = defaultHost
      return
    }
    let host = text[..<separator]
    let isBracketed = host.hasPrefix("[") && host.hasSuffix("]")
    // An IPv6 address without its brackets would lend its last group to the port.
    guard host.contains(":") == isBracketed else { return nil }
    self.host = String(isBracketed ? host.dropFirst().dropLast() : host)
    guard TextShape.host.admits(self.host) else { return nil }
  }

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
