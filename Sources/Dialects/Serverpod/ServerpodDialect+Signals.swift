import JSONEnvelope
import Signaling

/// Signals on their way to others.
extension ServerpodDialect {
  /// In a payload nobody but a forger names a sender; the hub's word is beside it.
  private static let ownWords = {
    var words = EnvelopeStamp()
    words.drop("senderSessionId")
    return words
  }()

  /// Appends the message with `senderSessionId` in front and without the sender's own, also inside
  /// the payload: only then is the payload written anew.
  public static func appendRelayed(
    _ text: Span<UInt8>, _ reading: borrowing Reading, from sender: Sender,
    to output: inout [UInt8]
  ) {
    var stamp = EnvelopeStamp("senderSessionId", sender.clientID.rawValue)
    if reading.hasInner, let payload = reading.outer.member("payload", in: text) {
      let inner = reading.innerText.span
      if reading.inner.members.contains(where: { ownWords.drops($0, in: inner) }) {
        var json: [UInt8] = []
        reading.inner.append(ownWords, in: inner, to: &json)
        stamp.add("payload", json: payload.isString ? quoted(json) : json)
      }
    }
    reading.outer.append(stamp, in: text, to: &output)
  }

  /// The message just read, in the words that all dialects share. What is in the payload and what is
  /// beside it become one.
  public static func canonical(
    _ signal: Signal, _ text: Span<UInt8>, _ reading: borrowing Reading
  ) -> CanonicalSignal {
    let type = reading.outer.member("type", in: text).map { text.bytes($0.value) } ?? []
    guard reading.hasInner else {
      let members = CanonicalSignal.fields(reading.outer, in: text, except: ["type"])
      return CanonicalSignal(signal, type: type, members: members)
    }
    return CanonicalSignal(
      signal, type: type,
      members: CanonicalSignal.fields(
        reading.inner, in: reading.innerText.span, except: ["targetPeerId"]),
      beside: CanonicalSignal.fields(reading.outer, in: text, except: ["type", "payload"]),
      wrapper: "payload")
  }

  /// Appends `{"type","payload":"{…}","senderSessionId"}`; a candidate's members are the payload's
  /// own, as Flutter's `toMap` writes them.
  public static func append(
    _ signal: CanonicalSignal, from sender: Sender, to output: inout [UInt8]
  ) {
    output.append(UInt8(ascii: "{"))
    output.appendMember("type", json: type(of: signal))
    output.appendMember("payload", json: quoted(payload(of: signal)))
    output.appendMember("senderSessionId", sender.clientID.rawValue)
    output.append(UInt8(ascii: "}"))
  }

  private static func type(of signal: CanonicalSignal) -> [UInt8] {
    switch signal.kind {
    case .offer: CanonicalSignal.string("webrtc_offer")
    case .answer: CanonicalSignal.string("webrtc_answer")
    case .candidate: CanonicalSignal.string("webrtc_ice_candidate")
    case .other: signal.type(besides: reservedTypes)
    }
  }

  private static func payload(of signal: CanonicalSignal) -> [UInt8] {
    var json: [UInt8] = [UInt8(ascii: "{")]
    var rest = signal.rest
    if let sdp = signal.sdp {
      json.appendMember("sdp", json: sdp)
      rest.removeAll { $0.hasKey("sdp") }
    }
    if signal.kind == .offer || signal.kind == .answer {
      json.appendMember("type", json: signal.type)
    }
    if let candidate = signal.candidate {
      let members = flat(candidate)
      json.appendFields(members)
      rest.removeAll { field in members.contains { $0.key == field.key } }
    }
    json.appendFields(rest)
    json.append(UInt8(ascii: "}"))
    return json
  }

  /// A candidate's members, or the candidate as it is where they cannot be told apart.
  private static func flat(_ candidate: [UInt8]) -> [CanonicalSignal.Field] {
    var scanner = EnvelopeScanner()
    guard (try? scanner.scan(candidate.span)) != nil else {
      return [CanonicalSignal.Field(key: Array("candidate".utf8), value: candidate)]
    }
    return CanonicalSignal.fields(scanner, in: candidate.span)
  }

  private static func quoted(_ json: [UInt8]) -> [UInt8] {
    var string: [UInt8] = []
    string.appendJSON(utf8: json.span)
    return string
  }
}
