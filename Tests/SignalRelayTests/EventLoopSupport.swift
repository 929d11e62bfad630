import Signaling
import Synchronization
import Testing
import WebSocketCore

@testable import SignalRelay

/// What an application was told, in order.
final class LoopDiary: Sendable {
  private let entries = Mutex<[String]>([])

  var all: [String] { entries.withLock { $0 } }

  func note(_ entry: String) { entries.withLock { $0.append(entry) } }

  func has(_ entry: String) -> Bool { eventually { all.contains(entry) } }
}

/// Sends every message back; `refuse` as its ticket is not let in.
struct LoopEcho: Application {
  let diary: LoopDiary

  mutating func opened(
    _ ticket: String, as id: ConnectionID, _ connections: inout Connections<String>
  ) -> String? {
    guard ticket != "refuse" else { return nil }
    diary.note("opened \(ticket)")
    return ticket
  }

  mutating func received(
    _ message: UnsafeRawBufferPointer, binary: Bool, from id: ConnectionID, _ member: String,
    _ connections: inout Connections<String>
  ) {
    if unsafe message.elementsEqual("bye".utf8) { return connections.end(id, .left) }
    let frame = unsafe FrameWriter.frame(binary ? .binary : .text, message)
    unsafe frame.withUnsafeBytes { unsafe connections.send($0, to: id) }
  }

  mutating func exceededRate(
    _ id: ConnectionID, _ member: String, _ connections: inout Connections<String>
  ) {
    diary.note("warned \(member)")
  }

  mutating func ended(
    _ member: String, _ reason: LeaveReason, _ connections: inout Connections<String>
  ) {
    diary.note("ended \(member) \(reason)")
  }

  mutating func closed(
    _ id: ConnectionID, hadSocket: Bool, _ connections: inout Connections<String>
  ) { diary.note("closed") }

  mutating func noticed(_ notice: String, _ connections: inout Connections<String>) {
    diary.note("noticed \(notice)")
  }

  func refused(_ ticket: String) { diary.note("refused \(ticket)") }
}

/// A loop that echoes, on a thread of its own.
struct LoopSubject: Sendable {
  let loop: RelayLoop<LoopEcho>
  let diary = LoopDiary()
  private let running = LoopsRunning(1)

  static func make(_ configure: (inout SignalRelay.Configuration) -> Void = { _ in }) throws
    -> LoopSubject
  {
    var configuration = SignalRelay.Configuration.make()
    configure(&configuration)
    return try LoopSubject(configuration)
  }

  private init(_ configuration: SignalRelay.Configuration) throws {
    loop = try RelayLoop(0, configuration, LoopStatistics(), LoopDirectory()) { [diary] in
      LoopEcho(diary: diary)
    } ended: { [running] in
      running.loopEnded()
    }
  }

  static func with(
    _ configure: (inout SignalRelay.Configuration) -> Void = { _ in },
    _ body: @escaping @Sendable (LoopSubject) throws -> Void
  ) async throws {
    let subject = try make(configure)
    do {
      try await onThread { try body(subject) }
    } catch {
      await subject.drain(.milliseconds(20))
      throw error
    }
    await subject.drain(.milliseconds(20))
  }

  func connect(
    _ ticket: String = "a", over kind: SocketPair.Kind = .unix, receiveBytes: Int32? = nil,
    received: [UInt8] = []
  ) throws -> TestClient {
    let sockets = try SocketPair.make(kind, receiveBytes: receiveBytes)
    let client = TestClient(sockets.client)
    #expect(loop.adopt(descriptor: sockets.server, received: received, ticket: ticket))
    return client
  }

  /// - Returns: how long it took.
  @discardableResult
  func drain(_ time: Interval) async -> Interval {
    let started = Clock.monotonic
    _ = loop.mailbox.post(.drain(deadline: started + time))
    await running.allEnded()
    return Clock.monotonic - started
  }

  var traffic: Traffic {
    var traffic = Traffic()
    loop.statistics.add(to: &traffic)
    return traffic
  }
}
