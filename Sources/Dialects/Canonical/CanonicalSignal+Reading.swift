import JSONEnvelope
import Signaling

extension CanonicalSignal {
  /// The words in which a dialect tells who sent a message. Whoever translates drops the sender's
  /// own: a member that means nothing in its dialect may be the hub's word in the receiver's.
  static let senderWords = {
    var words = EnvelopeStamp()
    words.drop("from")
    words.drop("fromUserId")
    words.drop("senderSessionId")
    words.drop("senderAccountId")
    words.drop("senderInfo")
    return words
  }()

  /// The scanned members of an object, in order, without the keys `excluded`, which the dialect has
  /// read itself, and without any dialect's sender words.
  static func fields(
    _ scanner: borrowing EnvelopeScanner, in text: Span<UInt8>, except excluded: [StaticString] = []
  ) -> [Field] {
    var fields: [Field] = []
    for member in scanner.members where !senderWords.drops(member, in: text) {
      let field = Field(key: text.bytes(member.key), value: text.bytes(member.value))
      if !excluded.contains(where: field.hasKey) { fields.append(field) }
    }
    return fields
  }

  /// The signal whose description or candidate is to be found among `members`, in any form that a
  /// dialect knows; what does not fit a form stays in `rest` untouched.
  ///
  /// - Parameters:
  ///   - type: the sender's own type as a JSON string; kept only where `kind` does not say it all.
  ///   - members: what the dialect's clients send beside the type and the addressee.
  ///   - beside: members around the object that `members` were in.
  ///   - wrapper: the key of that object. Under it `members` stay together when one of them is
  ///     called `type` or `to`, which beside the others would be mistaken for the hub's word.
  init(
    _ signal: Signal, type: [UInt8], members: [Field], beside: [Field] = [],
    wrapper: StaticString? = nil
  ) {
    self.init(kind: signal.kind, type: type, rest: members)
    if case .client(let target) = signal.target { self.target = target }
    switch kind {
    case .offer: takeDescription("offer")
    case .answer: takeDescription("answer")
    case .candidate: takeCandidate()
    case .other: break
    }
    if rest.contains(where: \.isEnvelope) {
      if let wrapper {
        var object: [UInt8] = [UInt8(ascii: "{")]
        object.appendFields(rest)
        object.append(UInt8(ascii: "}"))
        rest = [Field(key: Array(wrapper.description.utf8), value: object)]
      } else {
        rest.removeAll(where: \.isEnvelope)
      }
    }
    for field in beside where !field.isEnvelope && !rest.contains(where: { $0.key == field.key }) {
      rest.append(field)
    }
  }

  /// Finds the description: a text, or an RTCSessionDescriptionInit of the signal's own type.
  private mutating func takeDescription(_ word: StaticString) {
    type = Self.string(word)
    let typeField = rest.first { $0.hasKey("type") }
    let isOfType = typeField?.reads(word) ?? true
    for key in ["sdp", word, "description"] as [StaticString] {
      guard let index = rest.firstIndex(where: { $0.hasKey(key) }) else { continue }
      if rest[index].isNull { continue }
      guard isOfType || rest[index].isString else { return }
      if let typeField, !isOfType {
        // A provisional answer, or a rollback (RFC 8829 4.1.10): no receiver must take it for a
        // final one, so it keeps its type.
        let text = rest[index].value
        rest[index].value = Self.description(type: typeField.value, sdp: text)
        rest.removeAll { $0.hasKey("type") }
        return
      }
      guard let text = rest[index].isString ? rest[index].value : Self.sdp(rest[index], word)
      else { return }
      sdp = text
      rest.remove(at: index)
      rest.removeAll { $0.hasKey("type") }
      return
    }
  }

  /// Finds the candidate: an RTCIceCandidateInit, null, or its members beside each other.
  private mutating func takeCandidate() {
    type = Self.string("candidate")
    rest.removeAll {
      $0.hasKey("type") && ($0.reads("candidate") || $0.reads("ice-candidate"))
    }
    let index = rest.firstIndex { $0.hasKey("candidate") }
    if let index, rest[index].isObject || rest[index].isNull {
      candidate = rest.remove(at: index).value
      return
    }
    if let index, !rest[index].isString { return }
    // W3C WebRTC 4.8.1: a candidate without `candidate` is the empty one.
    guard
      index != nil || rest.contains(where: { $0.hasKey("sdpMid") || $0.hasKey("sdpMLineIndex") })
    else { return }
    let keys: [StaticString] = ["candidate", "sdpMid", "sdpMLineIndex", "usernameFragment"]
    var object: [UInt8] = [UInt8(ascii: "{")]
    for key in keys {
      guard let index = rest.firstIndex(where: { $0.hasKey(key) }) else { continue }
      object.appendMember(key, json: rest.remove(at: index).value)
    }
    object.append(UInt8(ascii: "}"))
    candidate = object
  }

  /// The text of a description that is an object with nothing but the type `word` and a text.
  private static func sdp(_ field: Field, _ word: StaticString) -> [UInt8]? {
    guard field.isObject, let members = objectMembers(field.value),
      let sdp = members.first(where: { $0.hasKey("sdp") }), sdp.isString
    else { return nil }
    let fits = members.allSatisfy { $0.hasKey("sdp") || $0.hasKey("type") && $0.reads(word) }
    return fits ? sdp.value : nil
  }

  /// The members of an object in a message; nil when it has a key twice or written with escapes.
  static func objectMembers(_ json: [UInt8]) -> [Field]? {
    var scanner = EnvelopeScanner()
    guard (try? scanner.scan(json.span)) != nil else { return nil }
    return scanner.members.map {
      Field(key: json.span.bytes($0.key), value: json.span.bytes($0.value))
    }
  }

  /// `text` as a JSON string.
  static func string(_ text: StaticString) -> [UInt8] {
    var json: [UInt8] = []
    json.appendJSON(text)
    return json
  }

  /// An RTCSessionDescriptionInit; both values are JSON text.
  static func description(type: [UInt8], sdp: [UInt8]) -> [UInt8] {
    var json: [UInt8] = [UInt8(ascii: "{")]
    json.appendMember("type", json: type)
    json.appendMember("sdp", json: sdp)
    json.append(UInt8(ascii: "}"))
    return json
  }
}
