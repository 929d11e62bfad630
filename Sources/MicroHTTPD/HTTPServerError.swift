import Glibc

/// Why a server could not start.
public enum HTTPServerError: Error, Hashable, Sendable {
  /// The host is neither an address nor a name that resolves to one.
  case unknownHost(String, reason: String)
  /// The address cannot be listened on: taken, not of this machine, or not permitted.
  case cannotListen(host: String, port: UInt16, errno: Int32)
  /// The library or the system refused a thread or a descriptor.
  case cannotStart(String)
}

extension HTTPServerError: CustomStringConvertible {
  /// What failed, where, and the system's words for it.
  public var description: String {
    switch self {
    case .unknownHost(let host, _): "cannot resolve the host \(host): \(reason)"
    case .cannotListen(let host, let port, _): "cannot listen on \(host) port \(port): \(reason)"
    case .cannotStart: "cannot start the HTTP server: \(reason)"
    }
  }

  /// The system's words for what went wrong, for a caller that says itself what was tried.
  public var reason: String {
    switch self {
    case .unknownHost(_, let reason), .cannotStart(let reason): reason
    case .cannotListen(_, _, let errno): errorText(errno)
    }
  }
}

/// The system's words for an error number.
func errorText(_ number: Int32) -> String {
  unsafe String(cString: strerror(number))
}
