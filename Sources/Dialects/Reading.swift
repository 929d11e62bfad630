import JSONEnvelope

/// One message being translated: scanners and scratch memory, used again and again, so that after
/// the first messages reading allocates nothing.
public struct Reading: Sendable {
  /// The message's own members.
  public var outer = EnvelopeScanner()

  /// The members of the object inside the message, for dialects that have one, when `hasInner`.
  public var inner = EnvelopeScanner()

  /// The text that `inner` has scanned. Not always part of the message: Serverpod sends the object
  /// as a string, with escapes.
  public var innerText: [UInt8] = []

  /// Whether the message just read has an object inside.
  public var hasInner = false

  /// What is around the message, for Socket.IO.
  public var event = EventReading()

  /// Names that messages were addressed to lately.
  var names = StringCache()

  /// Nothing read yet.
  public init() {}

  /// Starts with the message `text`: its members are in `outer`, and nothing is in `inner`.
  ///
  /// Throws a complaint when it is not one clean object.
  mutating func begin(_ text: Span<UInt8>) throws(Complaint) {
    hasInner = false
    do throws(EnvelopeError) {
      try outer.scan(text)
    } catch {
      throw Complaint(.badMessage, "not a message: \(error)")
    }
  }

  /// The message's own word for what it is. Inlined: called, it would be given a copy of all this.
  @inline(__always)
  func type(in text: Span<UInt8>) throws(Complaint) -> Member {
    guard let type = outer.member("type", in: text), type.isString else {
      throw Complaint(.missingType, "a message needs a string member \"type\"")
    }
    // Some receivers ignore case: Go's encoding/json reads the last of `type` and `Type` into one
    // field, and would take a peer's message for the hub's own.
    guard !outer.isRepeated(ignoringCase: "type") else {
      throw Complaint(
        .badMessage, "\"type\" is there twice, in different cases; send it once")
    }
    return type
  }

  /// Scans the value of `member`, an object or a string that holds one, into `inner`.
  mutating func enter(_ member: Member, in text: Span<UInt8>) throws(EnvelopeError) {
    innerText.removeAll(keepingCapacity: true)
    if member.isString {
      innerText.appendText(of: member, in: text)
    } else {
      innerText.append(text, member.value)
    }
    let object = innerText  // shared, not copied: a span of the property would borrow all of it
    try inner.scan(object.span)
    hasInner = true
  }
}
