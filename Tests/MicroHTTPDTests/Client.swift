import Glibc
import HTTPCore
import Logging
import Synchronization

@testable import MicroHTTPD

/// A blocking TCP client that sends literal bytes.
final class Client {
  let descriptor: Int32
  private var pending: [UInt8] = []

  init(port: UInt16, receiveBuffer: Int32? = nil) {
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    if let receiveBuffer { enable(descriptor, SOL_SOCKET, SO_RCVBUF, receiveBuffer) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var patience = timeval(tv_sec: 10, tv_usec: 0)
    unsafe setsockopt(
      descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
    let descriptor = descriptor
    isConnected = unsafe withUnsafePointer(to: &address) { address in
      unsafe address.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        unsafe connect(descriptor, address, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
      }
    }
  }

  let isConnected: Bool

  deinit { close(descriptor) }

  func send(_ text: String) { send(Array(text.utf8)) }

  func send(_ bytes: [UInt8]) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let sent = unsafe rest.withUnsafeBytes { bytes in
        unsafe Glibc.send(descriptor, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL))
      }
      guard sent > 0 else { return }
      rest = rest.dropFirst(sent)
    }
  }

  /// Ends the sending direction.
  func finish() { shutdown(descriptor, Int32(SHUT_WR)) }

  /// Lets the end of this client reset the connection instead of ending its stream.
  func resetAtClose() {
    var reset = linger(l_onoff: 1, l_linger: 0)
    unsafe setsockopt(
      descriptor, SOL_SOCKET, SO_LINGER, &reset, socklen_t(MemoryLayout<linger>.size))
  }

  /// More bytes, or false at the end of the stream.
  private func receive() -> Bool {
    var chunk = [UInt8](repeating: 0, count: 65_536)
    let count = unsafe recv(descriptor, &chunk, chunk.count, 0)
    guard count > 0 else { return false }
    pending += chunk[..<count]
    return true
  }

  /// Everything until the server closes.
  func rest() -> String {
    while receive() {}
    defer { pending = [] }
    return String(decoding: pending, as: UTF8.self)
  }

  /// Exactly this many bytes, fewer at the end of the stream.
  func read(_ count: Int) -> String {
    while pending.count < count, receive() {}
    let taken = pending.prefix(count)
    pending.removeFirst(taken.count)
    return String(decoding: taken, as: UTF8.self)
  }

  /// One answer, delimited by its `Content-Length`; nil when the server closed first.
  func answer(toHEAD: Bool = false) -> Answer? {
    let end = Array("\r\n\r\n".utf8)
    while true {
      if let range = pending.firstRange(of: end) {
        let head = String(decoding: pending[..<range.upperBound], as: UTF8.self)
        pending.removeFirst(range.upperBound)
        var answer = Answer(head: head, body: "")
        if !toHEAD, let length = answer.field("Content-Length").flatMap({ Int($0) }) {
          answer.body = read(length)
        }
        return answer
      }
      guard receive() else { return nil }
    }
  }
}

extension Client {
  /// Everything up to a line break.
  private func line() -> String {
    var line = ""
    while true {
      let next = read(1)
      line += next
      if next.isEmpty { return line }
      if line.hasSuffix("\r\n") { return String(line.dropLast(1)) }
    }
  }

  /// One chunk of a chunked body: empty for the last, nil when the server closed before it was all
  /// there (RFC 9112 7.1).
  func chunk() -> String? {
    guard let count = Int(line(), radix: 16) else { return nil }
    let data = read(count)
    return data.utf8.count == count && read(2) == "\r\n" ? data : nil
  }

  /// The rest of a chunked body, read with a pause after each chunk; nil when it did not end
  /// properly.
  func chunks(pause microseconds: UInt32 = 0) -> String? {
    var all = ""
    while let next = chunk() {
      if next.isEmpty { return all }
      all += next
      if microseconds > 0 { usleep(microseconds) }
    }
    return nil
  }
}

struct Answer {
  let head: String
  var body: String

  var status: Int { Int(head.split(separator: " ")[1]) ?? 0 }

  func field(_ name: String) -> String? { fields(name).first }

  func fields(_ name: String) -> [String] {
    head.split(separator: "\r\n").compactMap { line in
      let parts = line.split(separator: ":", maxSplits: 1)
      guard parts.count == 2, parts[0].lowercased() == name.lowercased() else { return nil }
      return String(parts[1].drop { $0 == " " })
    }
  }
}

extension HTTPServer {
  /// A server on a free port that echoes, and upgrades at `/ws`.
  static func make(
    _ change: (inout Configuration) -> Void = { _ in },
    handler: (@Sendable (Request) -> Response)? = nil
  ) throws -> HTTPServer {
    var configuration = Configuration(port: 0)
    change(&configuration)
    var log = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    log.logLevel = .critical
    return try HTTPServer(configuration, log: log, handler: handler ?? { echo($0) })
  }
}

/// Says what arrived: method, path, query and body.
@Sendable func echo(_ request: Request) -> Response {
  let query = request.query.parameters.map { "\($0.name)=\($0.value)" }.joined(separator: ";")
  let body = String(decoding: request.body, as: UTF8.self)
  let text = "\(request.method) \(request.path) [\(query)] \(body)"
  return Response(
    status: .ok, headers: [("Content-Type", "text/plain")], payload: .bytes(Array(text.utf8)))
}

/// Waits until something holds, for ten seconds at most.
func eventually(_ condition: () -> Bool) -> Bool {
  for _ in 0..<1000 {
    if condition() { return true }
    usleep(10_000)
  }
  return condition()
}
