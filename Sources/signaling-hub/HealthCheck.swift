import Glibc

/// One GET to a hub over a plain socket, and whether its status is a success.
struct HealthCheck: CustomStringConvertible {
  let authority: Authority
  let path: String
  let timeout: Duration

  var description: String { "http://\(authority)\(path)" }

  /// Why a hub is not ready, in words that follow its URL.
  struct NotReady: Error, Equatable, CustomStringConvertible {
    let description: String
  }

  init(authority: Authority, path: String = "/readyz", timeout: Duration) {
    self.authority = authority
    self.path = path
    self.timeout = timeout
  }

  /// Asks `url`, or where the hub of this `environment` listens.
  init(url: String?, environment: [String: String], timeout: Duration) throws(Failure) {
    if let url {
      guard let parsed = Self.parse(url) else {
        throw .usage("--url is \(LogText.quoted(url)); allowed: http://host[:port][/path]")
      }
      self.init(authority: parsed.authority, path: parsed.path, timeout: timeout)
    } else {
      let settings = try SettingsLoader(environment: environment).load().settings
      self.init(
        authority: Authority(host: settings.host, port: settings.port).local, timeout: timeout)
    }
  }

  /// Splits `http://host[:port][/path]`; the port is 80 and the path `/readyz` if absent.
  static func parse(_ url: String) -> (authority: Authority, path: String)? {
    guard url.hasPrefix("http://"), url.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
      return nil
    }
    let rest = url.dropFirst("http://".count)
    let slash = rest.firstIndex(of: "/") ?? rest.endIndex
    let path = rest[slash...]
    var host = rest[..<slash]
    var port = 80
    let bracket = host.lastIndex(of: "]")
    if let colon = host.lastIndex(of: ":"), bracket.map({ colon > $0 }) ?? true {
      guard let number = UInt16(host[host.index(after: colon)...]), number > 0 else { return nil }
      port = Int(number)
      host = host[..<colon]
    }
    if host.hasPrefix("["), host.hasSuffix("]") { host = host.dropFirst().dropLast() }
    guard TextShape.host.admits(String(host)) else { return nil }
    return (
      Authority(host: String(host), port: port), path.count <= 1 ? "/readyz" : String(path)
    )
  }

  /// Asks, and returns the status, which is a success.
  func run() throws(NotReady) -> Int {
    let deadline = ContinuousClock.now + timeout
    let socket = try connect(by: deadline)
    defer { close(socket) }
    writeAll(
      Array(
        "GET \(path) HTTP/1.1\r\nHost: \(authority)\r\nConnection: close\r\n\r\n".utf8),
      to: socket)
    let status = try readStatus(from: socket, by: deadline)
    guard (200...299).contains(status) else {
      throw NotReady(description: "answered \(status)")
    }
    return status
  }

  private func connect(by deadline: ContinuousClock.Instant) throws(NotReady) -> Int32 {
    var hints = unsafe addrinfo()
    unsafe hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    var list: UnsafeMutablePointer<addrinfo>?
    let found = unsafe getaddrinfo(authority.host, "\(authority.port)", &hints, &list)
    guard found == 0 else {
      throw NotReady(description: "has no address: \(unsafe String(cString: gai_strerror(found)))")
    }
    defer { unsafe freeaddrinfo(list) }
    var reason = "has no address"
    var next = unsafe list
    while let entry = unsafe next {
      unsafe next = entry.pointee.ai_next
      let socket = unsafe socket(
        entry.pointee.ai_family,
        Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue), 0)
      guard socket >= 0 else { continue }
      let error = unsafe Self.connect(
        socket, entry.pointee.ai_addr, entry.pointee.ai_addrlen, by: deadline)
      if error == 0 { return socket }
      reason = "did not answer: \(unsafe String(cString: strerror(error)))"
      close(socket)
    }
    throw NotReady(description: reason)
  }

  /// Connects a non-blocking socket and returns 0 or the `errno`.
  private static func connect(
    _ socket: Int32, _ address: UnsafePointer<sockaddr>, _ length: socklen_t,
    by deadline: ContinuousClock.Instant
  ) -> Int32 {
    if unsafe Glibc.connect(socket, address, length) == 0 { return 0 }
    guard errno == EINPROGRESS else { return errno }
    guard wait(for: POLLOUT, on: socket, by: deadline) else { return ETIMEDOUT }
    var error: Int32 = 0
    var size = socklen_t(MemoryLayout<Int32>.size)
    let asked = unsafe getsockopt(socket, SOL_SOCKET, SO_ERROR, &error, &size)
    return asked == 0 ? error : errno
  }

  /// Reads up to the status line's end and takes its code (RFC 9112 4).
  private func readStatus(
    from socket: Int32, by deadline: ContinuousClock.Instant
  ) throws(NotReady) -> Int {
    var answer: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 512)
    while !answer.contains(UInt8(ascii: "\n")), answer.count < 4096 {
      guard Self.wait(for: POLLIN, on: socket, by: deadline) else {
        throw NotReady(description: "did not answer within \(timeout.components.seconds) s")
      }
      let count = unsafe recv(socket, &chunk, chunk.count, 0)
      if count < 0, errno == EINTR || errno == EAGAIN { continue }
      guard count > 0 else { break }
      answer += chunk.prefix(count)
    }
    let line = String(decoding: answer.prefix { $0 != UInt8(ascii: "\r") }, as: UTF8.self)
    let words = line.split(separator: " ")
    guard words.count >= 2, words[0].hasPrefix("HTTP/1."), words[1].utf8.count == 3,
      let status = Int(words[1])
    else { throw NotReady(description: "did not answer in HTTP") }
    return status
  }

  /// Whether `socket` becomes ready for `events` before `deadline`.
  private static func wait(
    for events: Int32, on socket: Int32, by deadline: ContinuousClock.Instant
  ) -> Bool {
    while true {
      let left = (deadline - .now).components
      let milliseconds = left.seconds * 1000 + left.attoseconds / 1_000_000_000_000_000
      guard milliseconds > 0 else { return false }
      var entry = pollfd(fd: socket, events: Int16(events), revents: 0)
      let ready = unsafe poll(&entry, 1, Int32(clamping: milliseconds))
      if ready > 0 { return true }
      if ready < 0, errno != EINTR { return false }
    }
  }
}
