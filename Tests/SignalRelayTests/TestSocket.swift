import Glibc
import Signaling

@testable import SignalRelay

/// The two ends of a connection inside this process.
struct SocketPair {
  enum Kind {
    case unix
    case tcp
  }

  /// The relay's end, non-blocking.
  let server: Int32
  /// The client's end.
  let client: Int32

  /// - Parameter receiveBytes: bounds what the kernel holds for a client that does not read.
  static func make(_ kind: Kind = .unix, receiveBytes: Int32? = nil) throws -> SocketPair {
    kind == .unix ? try unixPair() : try tcpPair(receiveBytes)
  }

  private static func unixPair() throws -> SocketPair {
    var ends: [Int32] = [-1, -1]
    guard unsafe socketpair(AF_UNIX, stream, 0, &ends) == 0 else { throw SystemError("socketpair") }
    return SocketPair(server: ends[0], client: ends[1])
  }

  private static func tcpPair(_ receiveBytes: Int32?) throws -> SocketPair {
    let listener = socket(AF_INET, stream, 0)
    defer { close(listener) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let client = socket(AF_INET, stream, 0)
    if var receiveBytes {
      _ = unsafe setsockopt(
        client, SOL_SOCKET, SO_RCVBUF, &receiveBytes, socklen_t(MemoryLayout<Int32>.size))
    }
    let isConnected = unsafe withUnsafeMutableBytes(of: &address) { bytes in
      guard let generic = unsafe bytes.baseAddress?.assumingMemoryBound(to: sockaddr.self) else {
        return false
      }
      return unsafe bind(listener, generic, length) == 0 && listen(listener, 1) == 0
        && getsockname(listener, generic, &length) == 0 && connect(client, generic, length) == 0
    }
    guard isConnected else { throw SystemError("connect") }
    let server = accept(listener, nil, nil)
    guard server >= 0 else { throw SystemError("accept") }
    var on: Int32 = 1
    for end in [server, client] {
      _ = unsafe setsockopt(
        end, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
    }
    return SocketPair(server: server, client: client)
  }

  private static let stream = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
}

/// Open descriptors of this process by what they lead to, such as `socket:[4711]`.
func openDescriptors() -> [String] {
  guard let directory = unsafe opendir("/proc/self/fd") else { return [] }
  defer { unsafe closedir(directory) }
  var targets: [String] = []
  while let entry = unsafe readdir(directory) {
    let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) {
      unsafe String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
    }
    if let target = linkTarget("/proc/self/fd/" + name) { targets.append(target) }
  }
  return targets
}

/// What `/proc` calls the thing behind a descriptor.
func identity(of descriptor: Int32) -> String? {
  linkTarget("/proc/self/fd/\(descriptor)")
}

private func linkTarget(_ path: String) -> String? {
  var text = [UInt8](repeating: 0, count: 256)
  let count = unsafe text.withUnsafeMutableBytes { bytes in
    guard let start = bytes.baseAddress else { return 0 }
    return unsafe readlink(path, start.assumingMemoryBound(to: CChar.self), bytes.count)
  }
  return count > 0 ? String(decoding: text[..<count], as: UTF8.self) : nil
}

/// Asks again until it is so, or `seconds` have passed.
func eventually(within seconds: Int = 10, _ condition: () throws -> Bool) rethrows -> Bool {
  let deadline = Clock.monotonic + .seconds(seconds)
  while try !condition() {
    if Clock.monotonic > deadline { return false }
    usleep(2_000)
  }
  return true
}

/// Runs `work`, which blocks, on a thread of its own: the pool that tests share is as small as the
/// machine.
func onThread<Value: Sendable>(
  _ work: @escaping @Sendable () throws -> Value
) async throws -> Value {
  try await withCheckedThrowingContinuation { result in
    do {
      try LoopThread.start(name: "test") { result.resume(with: Result { try work() }) }
    } catch {
      result.resume(throwing: error)
    }
  }
}
