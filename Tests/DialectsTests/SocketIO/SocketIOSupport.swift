import JSONEnvelope

@testable import Dialects
@testable import Signaling

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
    SocketIODialect.appendRelayed(bytes.span, reading, from: .make(sender), to: &output)
    return string(output)
  }
}
