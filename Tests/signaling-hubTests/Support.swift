import Foundation
import Glibc

@testable import signaling_hub

/// A file that lives as long as this value.
final class TemporaryFile: Sendable {
  let path: String

  convenience init(_ text: String) throws {
    try self.init(Array(text.utf8))
  }

  init(_ content: [UInt8]) throws {
    path =
      FileManager.default.temporaryDirectory
      .appendingPathComponent("hub-\(UUID().uuidString).json").path
    try Data(content).write(to: URL(fileURLWithPath: path))
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }
}

/// Runs `work`, which blocks, on a thread of its own: the pool that tests share is as small as the
/// machine.
func onThread<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value
{
  try await withCheckedThrowingContinuation { result in
    Thread.detachNewThread { result.resume(with: Result { try work() }) }
  }
}

/// The built executable at work.
///
/// @unchecked because `Process` and `Pipe` are not Sendable; one test owns each and awaits each call
/// before the next.
final class HubProcess: @unchecked Sendable {
  let process = Process()
  private let output = Pipe()
  private let errors = Pipe()

  /// Where `swift build` puts the executable, next to the test bundle.
  static let executable: URL = {
    let bundle = CommandLine.arguments.first { $0.contains(".xctest") } ?? CommandLine.arguments[0]
    return URL(fileURLWithPath: bundle).deletingLastPathComponent()
      .appendingPathComponent("signaling-hub")
  }()

  init(_ arguments: [String], environment: [String: String] = [:]) throws {
    process.executableURL = Self.executable
    process.arguments = arguments
    process.environment = environment
    process.standardOutput = output
    process.standardError = errors
    process.standardInput = FileHandle.nullDevice
    try process.run()
  }

  deinit { if process.isRunning { kill(process.processIdentifier, SIGKILL) } }

  /// Reads standard error until `text` comes, and returns all read so far.
  func readErrors(until text: String) async throws -> String {
    try await onThread { self.blockForErrors(until: text) }
  }

  private func blockForErrors(until text: String) -> String {
    var read = ""
    while !read.contains(text) {
      let data = errors.fileHandleForReading.availableData
      if data.isEmpty { break }
      read += String(decoding: data, as: UTF8.self)
    }
    return read
  }

  /// Starts a hub on a free port and returns it with its port.
  static func serving(_ arguments: [String] = []) async throws -> (hub: HubProcess, port: Int) {
    let hub = try HubProcess(["--port", "0", "--log-format", "json"] + arguments)
    let log = try await hub.readErrors(until: "\n")
    let digits = log.split(separator: "http://127.0.0.1:").dropFirst().first?
      .prefix { $0.isNumber }
    return (hub, Int(digits ?? "") ?? 0)
  }

  struct Outcome: Sendable {
    var code: Int32
    var signal: Int32?
    var output: String
    var errors: String
  }

  /// Waits for the end.
  func finish() async throws -> Outcome {
    try await onThread { self.blockForEnd() }
  }

  private func blockForEnd() -> Outcome {
    let output = output.fileHandleForReading.readDataToEndOfFile()
    let errors = errors.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    let signalled = process.terminationReason == .uncaughtSignal
    return Outcome(
      code: process.terminationStatus, signal: signalled ? process.terminationStatus : nil,
      output: String(decoding: output, as: UTF8.self),
      errors: String(decoding: errors, as: UTF8.self))
  }

  func signal(_ number: Int32) { kill(process.processIdentifier, number) }
}

/// A socket that listens on a free port of 127.0.0.1, and plain clients of it.
final class Listener {
  let descriptor: Int32
  let port: Int

  init() {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    var address = Self.address(port: 0)
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    unsafe withUnsafeMutablePointer(to: &address) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        unsafe _ = bind(descriptor, address, length)
        _ = listen(descriptor, 8)
        unsafe _ = getsockname(descriptor, address, &length)
      }
    }
    self.descriptor = descriptor
    port = Int(address.sin_port.bigEndian)
  }

  deinit { close(descriptor) }

  /// Answers one connection with `answer` from a thread and returns what was asked.
  func answerOnce(_ answer: String) -> Task<String, any Error> {
    let descriptor = descriptor
    return Task {
      try await onThread {
        let client = accept(descriptor, nil, nil)
        var request = [UInt8](repeating: 0, count: 4096)
        let count = unsafe recv(client, &request, request.count, 0)
        writeAll(Array(answer.utf8), to: client)
        close(client)
        return String(decoding: request.prefix(max(0, count)), as: UTF8.self)
      }
    }
  }

  /// A client connected to `port`.
  static func connect(to port: Int) -> Int32 {
    let client = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    var address = address(port: port)
    let result = unsafe withUnsafeMutablePointer(to: &address) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        unsafe Foundation.connect(client, address, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    return result == 0 ? client : -1
  }

  /// A client that has joined a room over `/ws`; -1 if the hub would not have it.
  static func openWebSocket(to port: Int) -> Int32 {
    let client = connect(to: port)
    let request =
      "GET /ws HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
      + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
    _ = unsafe send(client, request, request.utf8.count, 0)
    // The welcome says that the relay has it.
    var answer = ""
    var chunk = [UInt8](repeating: 0, count: 4096)
    while !answer.contains("welcome") {
      let count = unsafe recv(client, &chunk, chunk.count, 0)
      guard count > 0 else { return -1 }
      answer += String(decoding: chunk[..<count], as: UTF8.self)
    }
    return client
  }

  private static func address(port: Int) -> sockaddr_in {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(port).bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    return address
  }
}
