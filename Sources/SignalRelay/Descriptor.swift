import Glibc

/// A system call that failed, in the words of errno.
public struct SystemError: Error, CustomStringConvertible {
  /// The call.
  public let call: String
  /// Its errno.
  public let code: Int32

  init(_ call: String, _ code: Int32 = errno) {
    self.call = call
    self.code = code
  }

  /// The call and the error's text.
  public var description: String {
    var text = [CChar](repeating: 0, count: 128)
    guard unsafe strerror_r(code, &text, text.count) == 0 else { return "\(call): error \(code)" }
    return "\(call): \(String(decoding: text.prefix { $0 != 0 }.map(UInt8.init), as: UTF8.self))"
  }
}

/// The system calls on a connection's socket. Every one of them returns at once: the socket is
/// non-blocking, and so are the calls.
enum Descriptor {
  /// What became of a read or a write.
  enum Transfer {
    case moved(Int)
    /// Nothing to read, or no room to write.
    case wouldBlock
    /// The other side has closed its half, or reset the connection.
    case end
    /// The connection is of no use any more: most often the other side has not answered for
    /// TCP_USER_TIMEOUT.
    case failed
  }

  static func receive(
    _ descriptor: Int32, into buffer: UnsafeMutableRawBufferPointer
  ) -> Transfer {
    while true {
      let count = unsafe recv(descriptor, buffer.baseAddress, buffer.count, Int32(MSG_DONTWAIT))
      if count > 0 { return .moved(count) }
      if count == 0 { return .end }
      if errno == EINTR { continue }
      return failure(errno)
    }
  }

  static func send(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) -> Transfer {
    // MSG_NOSIGNAL: a peer that has gone away is a return value, not a SIGPIPE.
    let flags = Int32(MSG_DONTWAIT) | Int32(MSG_NOSIGNAL)
    while true {
      let count = unsafe Glibc.send(descriptor, bytes.baseAddress, bytes.count, flags)
      if count >= 0 { return .moved(count) }
      if errno == EINTR { continue }
      return failure(errno)
    }
  }

  private static func failure(_ code: Int32) -> Transfer {
    switch code {
    case EAGAIN: .wouldBlock
    case ECONNRESET, EPIPE: .end
    default: .failed
    }
  }

  /// Bounds what the kernel keeps for a client that does not read or has vanished: the queue's
  /// bound would mean little in front of a send buffer of megabytes.
  static func prepare(_ descriptor: Int32) {
    set(descriptor, SOL_SOCKET, SO_SNDBUF, 131_072)
    set(descriptor, Int32(IPPROTO_TCP), TCP_USER_TIMEOUT, 20_000)
  }

  private static func set(_ descriptor: Int32, _ level: Int32, _ option: Int32, _ value: Int32) {
    var value = value
    // A socket that refuses (a socketpair has no TCP options) works without.
    _ = unsafe setsockopt(
      descriptor, level, option, &value, socklen_t(MemoryLayout<Int32>.size))
  }
}
