import JSONEnvelope

@testable import Dialects
@testable import Signaling

/// A text as the hub reads it, with the scanner that has read it.
struct Reading {
  let bytes: [UInt8]
  let scanner: EnvelopeScanner
  let message: ClientMessage

  static func make(_ text: String) -> Reading { make(Array(text.utf8)) }

  static func make(_ bytes: [UInt8]) -> Reading {
    var scanner = EnvelopeScanner()
    let message = NativeDialect.read(bytes.span, &scanner)
    return Reading(bytes: bytes, scanner: scanner, message: message)
  }

  /// The code of the complaint; nil when there is none.
  var code: Complaint.Code? {
    if case .invalid(let complaint) = message { complaint.code } else { nil }
  }

  /// The words of the complaint; empty when there is none.
  var complaint: String {
    if case .invalid(let complaint) = message { complaint.message } else { "" }
  }

  /// The `ref` as it is repeated.
  var reference: String? {
    NativeDialect.reference(scanner, in: bytes.span).map { String(decoding: $0, as: UTF8.self) }
  }

  /// The text as it is relayed for the sender `from`.
  func stamped(from sender: String) -> String {
    var stamp = EnvelopeStamp()
    stamp.set("from", sender)
    var output: [UInt8] = []
    scanner.append(stamp, in: bytes.span, to: &output)
    return String(decoding: output, as: UTF8.self)
  }
}

extension Peer {
  static func make(
    _ id: String, name: String? = nil, metadata: String? = nil, joinedAt: Int64 = 0
  ) -> Peer {
    Peer(
      clientID: ClientID(lookup: id),
      profile: Profile(name: name, metadata: metadata.map { Array($0.utf8) }), joinedAt: joinedAt)
  }
}

extension Arrival {
  static func make(
    room: String = "r", id: String = "c", token: String = "t", peers: [Peer] = []
  ) -> Arrival {
    let membership = Membership(
      room: Room(id: RoomID(room)!, createdAt: 0), clientID: ClientID(lookup: id),
      connection: ConnectionID(rawValue: 1), dialect: .native, profile: nil)
    return Arrival(
      membership: membership, token: Token(presented: token), peer: .make(id), peers: peers,
      recipients: [])
  }
}

extension Departure {
  static func make(_ id: String, _ reason: LeaveReason) -> Departure {
    Departure(
      room: Room(id: RoomID("r")!, createdAt: 0), peer: .make(id), reason: reason,
      connection: nil, recipients: [])
  }
}

/// The text of an event.
func text(_ json: [UInt8]) -> String { String(decoding: json, as: UTF8.self) }
