import JSONEnvelope
import Signaling

/// Members of an object that is being written. Each call puts a comma before its member unless the
/// object has just been opened.
extension [UInt8] {
  mutating func appendKey(_ key: StaticString) {
    appendSeparator()
    appendJSON(key: key)
  }

  mutating func appendMember(_ key: StaticString, _ value: String) {
    appendKey(key)
    appendJSON(value)
  }

  mutating func appendMember(_ key: StaticString, _ value: StaticString) {
    appendKey(key)
    appendJSON(value)
  }

  /// `json` is the value as JSON text, which is not checked.
  mutating func appendMember(_ key: StaticString, json: [UInt8]) {
    appendKey(key)
    append(contentsOf: json)
  }

  /// Appends a scanned member as it came, white space around its colon left out.
  mutating func appendMember(_ member: Member, in text: Span<UInt8>) {
    appendSeparator()
    append(UInt8(ascii: "\""))
    append(text, member.key)
    append(contentsOf: "\":".utf8)
    append(text, member.value)
  }

  /// Appends the members `fields` without those that have one of the keys `written`, which the
  /// object has already.
  mutating func appendFields(
    _ fields: [CanonicalSignal.Field], except written: [StaticString] = []
  ) {
    for field in fields where !written.contains(where: field.hasKey) {
      appendSeparator()
      append(UInt8(ascii: "\""))
      append(contentsOf: field.key)
      append(contentsOf: "\":".utf8)
      append(contentsOf: field.value)
    }
  }

  /// What most dialects say of a complaint; the sender's own `ref` only if there was one.
  mutating func appendComplaint(_ complaint: Complaint, _ message: String, reference: [UInt8]?) {
    appendMember("code", complaint.code.rawValue)
    appendMember("message", message)
    if let reference { appendMember("ref", json: reference) }
  }

  /// No value ends with an opening brace, so one at the end is that of the object itself.
  private mutating func appendSeparator() {
    if last != UInt8(ascii: "{") { append(UInt8(ascii: ",")) }
  }
}
