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

  /// Nothing read yet.
  public init() {}
}
