@testable import Dialects
@testable import Signaling

extension MonotonicTime {
  /// So many seconds after the clock's start.
  static func at(_ seconds: Int) -> Self {
    Self(nanoseconds: Int64(seconds) * 1_000_000_000)
  }
}

extension EngineSession {
  /// The default timing, a session that starts at 0, and packets as strings.
  static func make(_ transport: EngineTransport) -> EngineSession {
    EngineSession(transport, at: .at(0), EngineTiming())
  }

  mutating func take(
    _ packet: String, over transport: EngineTransport, at seconds: Int = 1
  ) -> EngineAction {
    received(Array(packet.utf8).span, over: transport, at: .at(seconds), EngineTiming())
  }

  mutating func upgrade(at seconds: Int = 1) -> Bool {
    beginUpgrade(at: .at(seconds), EngineTiming())
  }

  mutating func tick(at seconds: Int) -> EngineTick { tick(at: .at(seconds), EngineTiming()) }
}

func string(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
