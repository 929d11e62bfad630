import JSONEnvelope
import Signaling

/// Signals on their way to others.
extension NativeDialect {
  /// Appends the message with `from` in front and without the sender's own. A relay that sends many
  /// messages of one sender keeps the stamp instead of calling this.
  public static func appendRelayed(
    _ text: Span<UInt8>, _ reading: borrowing Reading, from sender: Sender,
    to output: inout [UInt8]
  ) {
    reading.outer.append(EnvelopeStamp("from", sender.clientID.rawValue), in: text, to: &output)
  }

  /// The message just read, in the words that all dialects share.
  public static func canonical(
    _ signal: Signal, _ text: Span<UInt8>, _ reading: borrowing Reading
  ) -> CanonicalSignal {
    let type = reading.outer.member("type", in: text).map { text.bytes($0.value) } ?? []
    let members = CanonicalSignal.fields(reading.outer, in: text, except: ["type", "to"])
    return CanonicalSignal(signal, type: type, members: members)
  }

  /// Appends `{"from","type","to",…}`, with a description as text and a candidate as object.
  public static func append(
    _ signal: CanonicalSignal, from sender: Sender, to output: inout [UInt8]
  ) {
    output.append(UInt8(ascii: "{"))
    output.appendMember("from", sender.clientID.rawValue)
    output.appendMember("type", json: signal.type(besides: reservedTypes))
    if let target = signal.target { output.appendMember("to", target.rawValue) }
    signal.appendContent(to: &output)
    output.append(UInt8(ascii: "}"))
  }
}
