import CMicroHTTPD
import Glibc

/// A listening TCP socket of our own making, so that a failure names its address and its errno.
struct ListeningSocket {
  let descriptor: Int32
  let port: UInt16

  /// Listens on the first address of the host that lets itself be bound.
  init(host: String, port: UInt16) throws(HTTPServerError) {
    var hints = unsafe addrinfo()
    unsafe hints.ai_family = AF_UNSPEC
    unsafe hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    unsafe hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV
    var list: UnsafeMutablePointer<addrinfo>?
    let status = unsafe getaddrinfo(host, String(port), &hints, &list)
    guard status == 0, let first = unsafe list else {
      throw .unknownHost(host, reason: unsafe String(cString: gai_strerror(status)))
    }
    defer { unsafe freeaddrinfo(first) }
    var failure: Int32 = 0
    var next: UnsafeMutablePointer<addrinfo>? = unsafe first
    while let address = unsafe next {
      let descriptor = unsafe Self.open(address.pointee)
      if descriptor >= 0 {
        self.descriptor = descriptor
        self.port = Self.port(of: descriptor)
        return
      }
      if failure == 0 { failure = -descriptor }
      unsafe next = address.pointee.ai_next
    }
    throw .cannotListen(host: host, port: port, errno: failure)
  }

  /// A listening socket, or the errno negated.
  private static func open(_ address: addrinfo) -> Int32 {
    let type = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
    let family = unsafe address.ai_family
    let descriptor = socket(family, type, 0)
    guard descriptor >= 0 else { return -errno }
    enable(descriptor, SOL_SOCKET, SO_REUSEADDR, 1)
    if family == AF_INET6 {
      // "::" takes IPv4 as well, whatever the system's default.
      enable(descriptor, Int32(IPPROTO_IPV6), IPV6_V6ONLY, 0)
    }
    guard unsafe bind(descriptor, address.ai_addr, address.ai_addrlen) == 0,
      listen(descriptor, Int32(SOMAXCONN)) == 0
    else {
      let failure = errno
      close(descriptor)
      return -failure
    }
    return descriptor
  }

  private static func port(of descriptor: Int32) -> UInt16 {
    var storage = sockaddr_in6()
    var length = socklen_t(MemoryLayout<sockaddr_in6>.size)
    unsafe withUnsafeMutablePointer(to: &storage) { storage in
      unsafe storage.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        _ = unsafe getsockname(descriptor, address, &length)
      }
    }
    // sin_port and sin6_port lie at the same place.
    return UInt16(bigEndian: storage.sin6_port)
  }
}

/// Sets an integer option. A refusal leaves the default, which is no reason to fail.
func enable(_ descriptor: Int32, _ level: Int32, _ option: Int32, _ value: Int32) {
  var value = value
  unsafe setsockopt(
    descriptor, level, option, &value, socklen_t(MemoryLayout<Int32>.size))
}
