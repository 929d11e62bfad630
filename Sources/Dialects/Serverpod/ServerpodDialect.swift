import JSONEnvelope
import Signaling

/// Serverpod's signaling for Flutter: signals whose `payload` is JSON inside a string.
public enum ServerpodDialect: WireDialect {
  static let reservedTypes: [StaticString] = ["peers_list", "peer_joined", "peer_left", "error"]

  /// Reads a client's message: a join, a signal or a goodbye.
  public static func read(_ text: Span<UInt8>, _ reading: inout Reading) -> ClientMessage {
    do throws(Complaint) {
      return try message(text, &reading)
    } catch {
      return .invalid(error)
    }
  }

  private static func message(
    _ text: Span<UInt8>, _ reading: inout Reading
  ) throws(Complaint) -> ClientMessage {
    try reading.begin(text)
    if let action = reading.outer.member("action", in: text), action.isString("join", in: text) {
      return .join(try join(text, &reading))
    }
    let type = try reading.type(in: text)
    if type.isString("leave_room", in: text) { return .leave }
    try type.check(besides: reservedTypes, in: text)
    let kind = kind(type, in: text)
    try readPayload(kind, text, &reading)
    return .signal(Signal(kind: kind, target: try target(reading)))
  }

  private static func kind(_ type: Member, in text: Span<UInt8>) -> Signal.Kind {
    if type.isString("webrtc_offer", in: text) { return .offer }
    if type.isString("webrtc_answer", in: text) { return .answer }
    if type.isString("webrtc_ice_candidate", in: text) { return .candidate }
    return .other
  }

  /// Other types may have any payload, or none; it is read for its `targetPeerId` if it can be.
  private static func readPayload(
    _ kind: Signal.Kind, _ text: Span<UInt8>, _ reading: inout Reading
  ) throws(Complaint) {
    let payload = reading.outer.member("payload", in: text)
    if kind != .other, payload?.isString != true {
      throw Complaint(.badMessage, "\"payload\" is a string that holds a JSON object")
    }
    guard let payload, payload.isString || payload.kind == .object else { return }
    do throws(EnvelopeError) {
      try reading.enter(payload, in: text)
    } catch {
      // A string that does not even start an object is a plain one. What starts like an object must
      // be a clean one: parsers would disagree on what it says.
      let isPlain =
        error.kind == .expectedObject || !reading.innerText.contains(UInt8(ascii: "{"))
      guard kind == .other, payload.isString, isPlain else {
        throw Complaint(.badMessage, "\"payload\" is not a JSON object: \(error)")
      }
    }
  }

  private static func target(_ reading: borrowing Reading) throws(Complaint) -> Target {
    let text = reading.innerText.span
    guard reading.hasInner, let member = reading.inner.member("targetPeerId", in: text),
      member.kind != .null
    else { return .everybody }
    guard let name = member.target(in: text) else {
      throw Complaint(
        .badTarget, "\"targetPeerId\" is a session ID as a string; leave it out for everybody")
    }
    return .client(ClientID(lookup: name))
  }
}
