import JSONEnvelope
import Signaling

/// The hub's own protocol: JSON objects with a `type`, and `to` and `from` around whatever the
/// application put in.
public enum NativeDialect: WireDialect {
  static let reservedTypes: [StaticString] = [
    "welcome", "peer-joined", "peer-left", "error", "pong",
  ]

  /// Reads a client's message; its members are in `reading.outer` afterwards.
  public static func read(_ text: Span<UInt8>, _ reading: inout Reading) -> ClientMessage {
    do throws(Complaint) {
      try reading.begin(text)
      let type = try reading.type(in: text)
      let kind = type.kind(in: text)
      if kind == .other {
        if type.isString("leave", in: text) { return .leave }
        if type.isString("ping", in: text) { return .ping }
        if type.isString("report", in: text) { return try report(text, &reading) }
        try type.check(besides: reservedTypes, in: text)
      }
      return .signal(Signal(kind: kind, target: try target(text, &reading)))
    } catch {
      return .invalid(error)
    }
  }

  @inline(__always)
  private static func target(
    _ text: Span<UInt8>, _ reading: inout Reading
  ) throws(Complaint) -> Target {
    guard let member = reading.outer.member("to", in: text) else { return .everybody }
    guard let name = member.target(in: text, &reading.names) else {
      throw Complaint(
        .badTarget, "\"to\" is a client ID as a string; leave it out for everybody")
    }
    return .client(ClientID(lookup: name))
  }
}
