import JSONEnvelope
import Signaling

/// The protocol of a small Node `ws` server: every message names the one peer it is for.
public enum NodeWSDialect: WireDialect {
  static let reservedTypes: [StaticString] = ["participant-joined", "participant-left", "error"]

  /// Reads a client's message, which is always a signal: the URL joins, and the close leaves.
  public static func read(_ text: Span<UInt8>, _ reading: inout Reading) -> ClientMessage {
    do throws(Complaint) {
      try reading.begin(text)
      let type = try reading.type(in: text)
      try type.check(besides: reservedTypes, in: text)
      guard let name = reading.outer.member("targetUserId", in: text)?.target(in: text) else {
        throw Complaint(.badTarget, "\"targetUserId\" is the user ID of the one addressee")
      }
      return .signal(Signal(kind: type.kind(in: text), target: .client(ClientID(lookup: name))))
    } catch {
      return .invalid(error)
    }
  }

  /// Appends the message with `fromUserId` in front, without the sender's own and without
  /// `targetUserId`.
  public static func appendRelayed(
    _ text: Span<UInt8>, _ reading: borrowing Reading, from sender: Sender,
    to output: inout [UInt8]
  ) {
    var stamp = EnvelopeStamp("fromUserId", sender.clientID.rawValue)
    stamp.drop("targetUserId")
    reading.outer.append(stamp, in: text, to: &output)
  }

  /// The message just read, in the words that all dialects share.
  public static func canonical(
    _ signal: Signal, _ text: Span<UInt8>, _ reading: borrowing Reading
  ) -> CanonicalSignal {
    let type = reading.outer.member("type", in: text).map { text.bytes($0.value) } ?? []
    let members = CanonicalSignal.fields(reading.outer, in: text, except: ["type", "targetUserId"])
    return CanonicalSignal(signal, type: type, members: members)
  }

  /// Appends `{"type","fromUserId",…}`, of which an offer or answer is an RTCSessionDescriptionInit.
  public static func append(
    _ signal: CanonicalSignal, from sender: Sender, to output: inout [UInt8]
  ) {
    let isCandidate = signal.kind == .candidate
    output.append(UInt8(ascii: "{"))
    output.appendMember(
      "type",
      json: isCandidate
        ? CanonicalSignal.string("ice-candidate") : signal.type(besides: reservedTypes))
    output.appendMember("fromUserId", sender.clientID.rawValue)
    signal.appendContent(to: &output)
    output.append(UInt8(ascii: "}"))
  }
}
