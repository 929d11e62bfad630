import JSONEnvelope
import Signaling

/// The words that only the hub writes.
private let ownWords = {
  var words = EnvelopeStamp()
  words.drop("senderAccountId")
  words.drop("senderInfo")
  return words
}()

/// Signals on their way to others.
extension DysonNetworkPackets {
  /// Appends the packet: the message's own type, data and addressee, and who sent it. What a client
  /// sends without `data` is its data.
  public static func appendRelayed(
    _ text: Span<UInt8>, _ reading: borrowing Reading, from sender: Sender,
    to output: inout [UInt8]
  ) {
    open(&output)
    if let type = reading.outer.member("type", in: text) { output.appendMember(type, in: text) }
    let data = reading.outer.member("data", in: text).flatMap { $0.kind == .null ? nil : $0 }
    let others = reading.outer.members.filter {
      !ownWords.drops($0, in: text) && !isEnvelope($0, in: text)
    }
    output.appendKey("data")
    if reading.hasInner {
      reading.inner.append(ownWords, in: reading.innerText.span, to: &output)
    } else if let data {
      output.appendJSON(valueOf: data, in: text)
    } else {
      output.append(UInt8(ascii: "{"))
      for member in others { output.appendMember(member, in: text) }
      output.append(UInt8(ascii: "}"))
    }
    if let target = reading.outer.member("to", in: text), target.isString {
      output.appendMember(target, in: text)
    }
    if data != nil {
      for member in others { output.appendMember(member, in: text) }
    }
    close(&output, sender)
  }

  private static func isEnvelope(_ member: Member, in text: Span<UInt8>) -> Bool {
    let keys: [StaticString] = ["type", "data", "to"]
    let field = CanonicalSignal.Field(key: text.bytes(member.key), value: [])
    return keys.contains(where: field.hasKey)
  }

  /// The message just read, in the words that all dialects share. What is in `data` and what is
  /// beside it become one.
  public static func canonical(
    _ signal: Signal, _ text: Span<UInt8>, _ reading: borrowing Reading
  ) -> CanonicalSignal {
    let type = reading.outer.member("type", in: text).map { text.bytes($0.value) } ?? []
    var beside = CanonicalSignal.fields(reading.outer, in: text, except: ["type", "to"])
    guard reading.hasInner else {
      beside.removeAll { $0.hasKey("data") && $0.isNull }
      return CanonicalSignal(signal, type: type, members: beside)
    }
    beside.removeAll { $0.hasKey("data") }
    let members = CanonicalSignal.fields(reading.inner, in: reading.innerText.span)
    return CanonicalSignal(
      signal, type: type, members: members, beside: beside, wrapper: "data")
  }

  /// Appends the packet; a description is an RTCSessionDescriptionInit under the signal's own type.
  public static func append(
    _ signal: CanonicalSignal, from sender: Sender, to output: inout [UInt8]
  ) {
    open(&output)
    let isCandidate = signal.kind == .candidate
    output.appendMember(
      "type", json: isCandidate ? CanonicalSignal.string("ice-candidate") : signal.type)
    output.appendKey("data")
    output.append(UInt8(ascii: "{"))
    appendContent(signal, to: &output)
    output.append(UInt8(ascii: "}"))
    if let target = signal.target { output.appendMember("to", target.rawValue) }
    close(&output, sender)
  }

  private static func appendContent(_ signal: CanonicalSignal, to output: inout [UInt8]) {
    if let sdp = signal.sdp {
      let key: StaticString = signal.kind == .offer ? "offer" : "answer"
      output.appendMember(key, json: CanonicalSignal.description(type: signal.type, sdp: sdp))
      output.appendFields(signal.rest, except: [key])
    } else if let candidate = signal.candidate {
      output.appendMember("candidate", json: candidate)
      output.appendFields(signal.rest, except: ["candidate"])
    } else {
      output.appendFields(signal.rest)
    }
  }

  private static func open(_ output: inout [UInt8]) {
    output.append(UInt8(ascii: "{"))
    output.appendMember("type", packetType)
    output.appendKey("data")
    output.append(UInt8(ascii: "{"))
  }

  /// Both spellings, because the protocol's reference writes one and its guide reads the other.
  private static func close(_ output: inout [UInt8], _ sender: Sender) {
    let id = sender.profile.account?.id ?? sender.clientID.rawValue
    let info = sender.profile.account?.info ?? DysonNetworkParticipant.stranger(sender)
    output.appendMember("senderAccountId", id)
    output.appendMember("SenderAccountId", id)
    output.appendMember("senderInfo", json: info)
    output.appendMember("SenderInfo", json: info)
    output.append(contentsOf: "}}".utf8)
  }
}
