import Foundation
import Glibc
import Signaling
import WebSocketCore

@testable import SignalRelay

/// The client's end of a connection, without any of the code under test on its receiving side.
/// Every wait has a bound.
///
/// @unchecked because a test uses it from one thread at a time.
final class TestClient: @unchecked Sendable {
  struct Frame: Equatable {
    var opcode: UInt8
    var payload: [UInt8]

    static func text(_ text: String) -> Frame { Frame(opcode: 1, payload: Array(text.utf8)) }
    static func binary(_ bytes: [UInt8]) -> Frame { Frame(opcode: 2, payload: bytes) }
    static func pong(_ bytes: [UInt8]) -> Frame { Frame(opcode: 10, payload: bytes) }
    static let ping = Frame(opcode: 9, payload: [])

    static func close(_ code: UInt16?, _ reason: String = "") -> Frame {
      let number = code.map { [UInt8($0 >> 8), UInt8($0 & 255)] } ?? []
      return Frame(opcode: 8, payload: number + reason.utf8)
    }

    var text: String { String(decoding: payload, as: UTF8.self) }
  }

  struct Trouble: Error, CustomStringConvertible {
    var description: String
  }

  let descriptor: Int32
  private var buffer: [UInt8] = []
  private var start = 0

  init(_ descriptor: Int32) {
    self.descriptor = descriptor
  }

  deinit { close(descriptor) }

  // MARK: - Sending

  /// Sends all of it; false when the other side has gone.
  @discardableResult
  func send(_ bytes: [UInt8]) -> Bool {
    var sent = 0
    while sent < bytes.count {
      let count = unsafe bytes.withUnsafeBytes {
        unsafe Glibc.send(
          descriptor, $0.baseAddress.map { unsafe $0 + sent }, bytes.count - sent,
          Int32(MSG_NOSIGNAL))
      }
      if count < 0 { return false }
      sent += count
    }
    return true
  }

  /// Says that nothing more comes (FIN).
  func finishSending() {
    shutdown(descriptor, Int32(SHUT_WR))
  }

  // MARK: - Receiving

  /// The next frame; nil when the other side has closed in order. A reset is an error.
  func next(within seconds: Int = 10) throws -> Frame? {
    let deadline = Clock.monotonic + .seconds(seconds)
    while true {
      if let frame = try takeFrame() { return frame }
      if try !fill(until: deadline) {
        guard start == buffer.count else { throw Trouble(description: "closed inside a frame") }
        return nil
      }
    }
  }

  /// All frames up to the end of the connection.
  func rest(within seconds: Int = 10) throws -> [Frame] {
    var frames: [Frame] = []
    while let frame = try next(within: seconds) { frames.append(frame) }
    return frames
  }

  /// The next frame as a JSON object; whatever else comes first is an error.
  func object() throws -> [String: Any] {
    guard let frame = try next() else { throw Trouble(description: "closed instead of a message") }
    guard frame.opcode == 1,
      let object = try JSONSerialization.jsonObject(with: Data(frame.payload)) as? [String: Any]
    else { throw Trouble(description: "\(frame) instead of an object") }
    return object
  }

  /// Whether nothing comes within that time.
  func isQuiet(milliseconds: Int32) -> Bool {
    guard start == buffer.count else { return false }
    var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    return unsafe poll(&entry, 1, milliseconds) == 0
  }

  private func takeFrame() throws -> Frame? {
    let available = buffer.count - start
    guard available >= 2 else { return nil }
    let first = buffer[start]
    var length = Int(buffer[start + 1])
    guard first & 0x70 == 0, first & 0x80 != 0, length < 128 else {
      throw Trouble(description: "not a server's whole frame: \(buffer[start...].prefix(4))")
    }
    var header = 2
    if length >= 126 {
      header = length == 126 ? 4 : 10
      guard available >= header else { return nil }
      length = buffer[start + 2..<start + header].reduce(0) { $0 << 8 | Int($1) }
    }
    guard available >= header + length else { return nil }
    let payload = Array(buffer[start + header..<start + header + length])
    start += header + length
    if start == buffer.count {
      buffer.removeAll(keepingCapacity: true)
      start = 0
    }
    return Frame(opcode: first & 0x0F, payload: payload)
  }

  /// Waits for bytes; false at the end of the stream.
  private func fill(until deadline: MonotonicTime) throws -> Bool {
    let left = max(0, (deadline - Clock.monotonic).nanoseconds / 1_000_000)
    var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    guard unsafe poll(&entry, 1, Int32(left)) == 1 else {
      throw Trouble(description: "nothing came in time")
    }
    var chunk = [UInt8](repeating: 0, count: 65_536)
    let count = unsafe chunk.withUnsafeMutableBytes {
      unsafe recv(descriptor, $0.baseAddress, $0.count, 0)
    }
    guard count >= 0 else { throw SystemError("recv") }
    buffer += chunk[..<count]
    return count > 0
  }
}

extension [String: Any] {
  func string(_ key: String) -> String? { self[key] as? String }
}
