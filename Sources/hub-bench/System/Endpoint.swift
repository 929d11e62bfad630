import ArgumentParser
import Glibc

/// Where a server listens and which path is asked for: `ws://127.0.0.1:1337/ws`.
struct Endpoint: ExpressibleByArgument, CustomStringConvertible, Sendable {
  var host = "127.0.0.1"
  var port: UInt16
  var path = "/ws"

  init(port: UInt16) { self.port = port }

  /// Reads a `ws:` or `http:` URL with a numeric IPv4 host; port 80 and path `/` may be left out.
  init?(argument: String) {
    let afterScheme: Substring
    if argument.hasPrefix("ws://") {
      afterScheme = argument.dropFirst(5)
    } else if argument.hasPrefix("http://") {
      afterScheme = argument.dropFirst(7)
    } else {
      return nil
    }
    let authority = afterScheme.prefix { $0 != "/" }
    let parts = authority.split(separator: ":", omittingEmptySubsequences: false)
    guard (1...2).contains(parts.count), let port = parts.count == 2 ? UInt16(parts[1]) : 80 else {
      return nil
    }
    host = parts[0] == "localhost" ? "127.0.0.1" : String(parts[0])
    self.port = port
    let rest = afterScheme.dropFirst(authority.count)
    path = rest.isEmpty ? "/" : String(rest)
    guard address.s_addr != INADDR_NONE else { return nil }
  }

  /// The host as the kernel takes it.
  var address: in_addr { unsafe in_addr(s_addr: inet_addr(host)) }

  var description: String { "ws://\(host):\(port)\(path)" }
}
