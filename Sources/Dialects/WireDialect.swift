import JSONEnvelope
import Signaling

/// One wire protocol: what its clients' messages mean, and how the hub's words read in it.
///
/// A message between two clients of one dialect goes `read`, `appendRelayed`. To clients of another
/// dialect it goes `read`, `canonical`, and then `append` of theirs, once for each dialect.
///
/// Pure: no clock, no I/O, nothing kept between messages but the scratch memory in `Reading`.
/// Nothing that a client sends traps, and no complaint quotes it.
public protocol WireDialect {
  /// Reads a client's message. `reading` holds what `appendRelayed` and `canonical` need of it.
  static func read(_ text: Span<UInt8>, _ reading: inout Reading) -> ClientMessage

  /// Appends the message just read as clients of the same dialect receive it: its own bytes, copied
  /// by ranges, with the hub's word for who sent it and without the sender's own.
  static func appendRelayed(
    _ text: Span<UInt8>, _ reading: borrowing Reading, from sender: Sender,
    to output: inout [UInt8])

  /// The message just read, which was `signal`, in the words that all dialects share. No member in
  /// which a sender could name itself is left in it.
  static func canonical(
    _ signal: Signal, _ text: Span<UInt8>, _ reading: borrowing Reading
  ) -> CanonicalSignal

  /// Appends another dialect's signal in this one's words.
  static func append(
    _ signal: CanonicalSignal, from sender: Sender, to output: inout [UInt8])

  /// What a client is told when it has entered the room, in order.
  static func welcome(_ arrival: Arrival) -> [[UInt8]]

  /// What `receiver` is told when `peer` has come; nil when this dialect says nothing. `roster` is
  /// the room afterwards.
  static func joined(_ peer: Peer, _ roster: Roster, for receiver: ClientID) -> [UInt8]?

  /// What `receiver` is told when `peer` has gone; nil when this dialect says nothing. `roster` is
  /// the room afterwards.
  static func left(
    _ peer: Peer, _ reason: LeaveReason, _ roster: Roster, for receiver: ClientID
  ) -> [UInt8]?

  /// Whether `joined` and `left` differ by receiver; else they are made once for all.
  static var isPersonal: Bool { get }

  /// What was wrong with a message. `reference` is the message's own `ref` as JSON text.
  static func error(_ complaint: Complaint, reference: [UInt8]?) -> [UInt8]
}
