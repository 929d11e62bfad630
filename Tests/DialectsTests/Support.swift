import JSONEnvelope

@testable import Dialects
@testable import Signaling

/// A text as the hub reads it from a native client, with the scanner that has read it.
struct NativeReading {
  let bytes: [UInt8]
  let scanner: EnvelopeScanner
  let message: ClientMessage

  static func make(_ text: String) -> NativeReading { make(Array(text.utf8)) }

  static func make(_ bytes: [UInt8]) -> NativeReading {
    var reading = Reading()
    let message = NativeDialect.read(bytes.span, &reading)
    return NativeReading(bytes: bytes, scanner: reading.outer, message: message)
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
    _ id: String, name: String? = nil, metadata: String? = nil, account: Account? = nil,
    joinedAt: Int64 = 0
  ) -> Peer {
    Peer(
      clientID: ClientID(lookup: id),
      profile: Profile(
        name: name, metadata: metadata.map { Array($0.utf8) }, account: account),
      joinedAt: joinedAt)
  }
}

extension Arrival {
  static func make(
    room: String = "r", id: String = "c", token: String = "t", peer: Peer? = nil,
    peers: [Peer] = [], stunServers: [String] = []
  ) -> Arrival {
    let membership = Membership(
      room: Room(id: RoomID(room)!, createdAt: 0), clientID: ClientID(lookup: id),
      connection: ConnectionID(rawValue: 1), dialect: .native, profile: nil)
    return Arrival(
      membership: membership, token: Token(presented: token), peer: peer ?? .make(id), peers: peers,
      recipients: [], stunServers: stunServers)
  }
}

extension Roster {
  static func make(_ peers: Peer..., room: String = "r") -> Roster {
    Roster(roomID: RoomID(room)!, peers: peers)
  }
}

extension Sender {
  static func make(_ id: String, name: String? = nil, account: Account? = nil) -> Sender {
    Sender(clientID: ClientID(lookup: id), profile: Profile(name: name, account: account))
  }
}

extension Account {
  static func make(
    _ id: String, _ info: String, name: String? = nil, nick: String? = nil
  ) -> Account {
    Account(id: id, info: Array(info.utf8), name: name, nick: nick)
  }
}

extension ClientMessage: Equatable {
  /// Two joins are equal when all is that they ask for, the token included.
  public static func == (left: ClientMessage, right: ClientMessage) -> Bool {
    switch (left, right) {
    case (.signal(let left), .signal(let right)): left == right
    case (.join(let left), .join(let right)):
      left.roomID == right.roomID && left.clientID == right.clientID
        && left.profile == right.profile && left.token?.secret == right.token?.secret
    case (.leave, .leave), (.ping, .ping): true
    case (.invalid(let left), .invalid(let right)): left == right
    default: false
    }
  }

  /// The code of the complaint; nil when there is none.
  var code: Complaint.Code? {
    if case .invalid(let complaint) = self { complaint.code } else { nil }
  }
}

extension WireDialect {
  /// What a client's message asks for.
  static func read(_ text: String) -> ClientMessage {
    var reading = Reading()
    return read(Array(text.utf8).span, &reading)
  }

  /// The message as clients of the same dialect receive it.
  static func relayed(_ text: String, from sender: Sender = .make("me")) -> String {
    let bytes = Array(text.utf8)
    var reading = Reading()
    guard case .signal = read(bytes.span, &reading) else { return "no signal" }
    var output: [UInt8] = []
    appendRelayed(bytes.span, reading, from: sender, to: &output)
    return String(decoding: output, as: UTF8.self)
  }

  /// The message in no dialect's words; nil when it is no signal.
  static func canonical(_ text: String) -> CanonicalSignal? {
    let bytes = Array(text.utf8)
    var reading = Reading()
    guard case .signal(let signal) = read(bytes.span, &reading) else { return nil }
    return canonical(signal, bytes.span, reading)
  }

  /// The message as clients of `receiver`'s dialect receive it.
  static func translated(
    _ text: String, to receiver: any WireDialect.Type, from sender: Sender = .make("me")
  ) -> String {
    guard let signal = canonical(text) else { return "no signal" }
    var output: [UInt8] = []
    receiver.append(signal, from: sender, to: &output)
    return String(decoding: output, as: UTF8.self)
  }
}

/// The text of an event; empty when there is none.
func text(_ json: [UInt8]?) -> String { String(decoding: json ?? [], as: UTF8.self) }

/// The text of the only event.
func text(_ events: [[UInt8]]) -> String { events.count == 1 ? text(events[0]) : "not one event" }
