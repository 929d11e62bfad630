import JSONEnvelope

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

/// An event's array as the hub reads it.
struct EventRead {
  let bytes: [UInt8]
  let reading: Reading
  let message: ClientMessage

  static func make(_ text: String) -> EventRead { make(Array(text.utf8)) }

  static func make(_ bytes: [UInt8]) -> EventRead {
    var reading = Reading()
    let message = SocketIODialect.read(bytes.span, &reading)
    return EventRead(bytes: bytes, reading: reading, message: message)
  }

  /// What was wrong; nil when nothing was.
  var complaint: Complaint? {
    if case .invalid(let complaint) = message { complaint } else { nil }
  }

  var signal: Signal? {
    if case .signal(let signal) = message { signal } else { nil }
  }

  var join: JoinRequest? {
    if case .join(let request) = message { request } else { nil }
  }

  var reference: String? { SocketIODialect.reference(bytes.span, reading).map(string) }

  /// The signal as other clients of this dialect receive it.
  func relayed(from sender: String) -> String {
    var output: [UInt8] = []
    SocketIODialect.appendRelayed(bytes.span, reading, from: .named(sender), to: &output)
    return string(output)
  }
}

extension Sender {
  static func named(_ id: String) -> Sender {
    Sender(clientID: ClientID(lookup: id), profile: Profile())
  }
}

func string(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
