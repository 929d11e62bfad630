import Glibc

/// TCP over IPv4 in the few calls that the tool needs. Descriptors are the callers' to close.
enum Socket {
  /// Opens a listening socket on 127.0.0.1 that does not block; port 0 picks a free one.
  static func listen(port: UInt16) throws(SystemError) -> (descriptor: Int32, port: UInt16) {
    let descriptor = try make(flags: Int32(SOCK_NONBLOCK.rawValue))
    do throws(SystemError) {
      try enable(SO_REUSEADDR, level: SOL_SOCKET, on: descriptor)
      var address = sockaddr_in(loopbackPort: port)
      var length = socklen_t(MemoryLayout<sockaddr_in>.size)
      try unsafe withUnsafeMutablePointer(to: &address) { pointer throws(SystemError) in
        try unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          generic throws(SystemError) in
          try checked(unsafe bind(descriptor, generic, length), "bind")
          try checked(Glibc.listen(descriptor, 4096), "listen")
          try checked(unsafe getsockname(descriptor, generic, &length), "getsockname")
        }
      }
      return (descriptor, UInt16(bigEndian: address.sin_port))
    } catch {
      close(descriptor)
      throw error
    }
  }

  /// Connects a blocking socket with TCP_NODELAY; no call on it blocks longer than five seconds.
  static func connect(to endpoint: Endpoint) throws(SystemError) -> Int32 {
    let descriptor = try make(flags: 0)
    do throws(SystemError) {
      // socket(7): SO_SNDTIMEO bounds connect(2) as well.
      var limit = timeval(tv_sec: 5, tv_usec: 0)
      try checked(
        unsafe setsockopt(
          descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size)),
        "setsockopt")
      try enable(TCP_NODELAY, level: Int32(IPPROTO_TCP), on: descriptor)
      var address = sockaddr_in(loopbackPort: endpoint.port)
      address.sin_addr = endpoint.address
      _ = try unsafe withUnsafePointer(to: &address) { pointer throws(SystemError) in
        try unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          generic throws(SystemError) in
          try checked(
            unsafe Glibc.connect(descriptor, generic, socklen_t(MemoryLayout<sockaddr_in>.size)),
            "connect")
        }
      }
      return descriptor
    } catch {
      close(descriptor)
      throw error
    }
  }

  /// Accepts one connection, with TCP_NODELAY; nil when none waits.
  static func accept(from listener: Int32) throws(SystemError) -> Int32? {
    let accepted = Glibc.accept(listener, nil, nil)
    guard accepted >= 0 else {
      // accept(2): what already is wrong with the new connection is reported here; try the next.
      guard errno == EAGAIN || errno == ECONNABORTED || errno == EINTR else {
        throw SystemError("accept")
      }
      return nil
    }
    try enable(TCP_NODELAY, level: Int32(IPPROTO_TCP), on: accepted)
    return accepted
  }

  /// Sends all bytes over a blocking socket.
  static func sendAll(_ bytes: [UInt8], to descriptor: Int32) throws(SystemError) {
    try unsafe bytes.withUnsafeBufferPointer { buffer throws(SystemError) in
      try unsafe sendAll(UnsafeRawBufferPointer(buffer), to: descriptor)
    }
  }

  /// Sends all bytes over a blocking socket.
  @inline(__always)
  static func sendAll(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32) throws(SystemError) {
    guard var next = bytes.baseAddress else { return }
    var left = bytes.count
    while true {
      let sent = unsafe send(descriptor, next, left, Int32(MSG_NOSIGNAL))
      if sent == left { return }
      if sent < 0 {
        if errno == EINTR { continue }
        throw SystemError("send")
      }
      unsafe next += sent
      left -= sent
    }
  }

  /// Receives what has arrived, without waiting: nil when nothing has, 0 at the end of the stream.
  @inline(__always)
  static func receive(
    into buffer: UnsafeMutableRawBufferPointer, from descriptor: Int32
  ) throws(SystemError) -> Int? {
    let received = unsafe recv(
      descriptor, buffer.baseAddress, buffer.count, Int32(MSG_DONTWAIT))
    if received >= 0 { return received }
    guard errno == EAGAIN || errno == EINTR else { throw SystemError("recv") }
    return nil
  }

  private static func make(flags: Int32) throws(SystemError) -> Int32 {
    try checked(
      socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue) | flags, 0),
      "socket")
  }

  private static func enable(
    _ option: Int32, level: Int32, on descriptor: Int32
  ) throws(SystemError) {
    var one: Int32 = 1
    try checked(
      unsafe setsockopt(descriptor, level, option, &one, socklen_t(MemoryLayout<Int32>.size)),
      "setsockopt")
  }
}

extension sockaddr_in {
  /// 127.0.0.1 and a port.
  init(loopbackPort port: UInt16) {
    self.init()
    sin_family = sa_family_t(AF_INET)
    sin_port = port.bigEndian
    sin_addr = in_addr(s_addr: UInt32(0x7f00_0001).bigEndian)
  }
}
