import JSONEnvelope
import Signaling

/// The hub's own protocol: JSON objects with a `type`, and `to` and `from` around whatever the
/// application put in.
public enum NativeDialect: WireDialect {
  static let reservedTypes: [StaticString] = [
    "welcome", "peer-joined", "peer-left", "error", "pong",
  ]

  /// Reads a client's message; its members are in `reading.outer` afterwards.
  @inline(__always)
  public static func read(_ text: Span<UInt8>, _ reading: inout Reading) -> ClientMessage {
    read(text, &reading.outer)
  }

  /// Reads a client's message. `scanner` holds its members afterwards, for `writeRelayed`.
  public static func read(
    _ text: Span<UInt8>, _ scanner: inout EnvelopeScanner
  ) -> ClientMessage {
    do throws(EnvelopeError) {
      try scanner.scan(text)
    } catch {
      return .invalid(Complaint(.badMessage, "not a message: \(error)"))
    }
    guard let type = scanner.member("type", in: text), type.isString else {
      return .invalid(Complaint(.missingType, "a message needs a string member \"type\""))
    }
    // Some receivers ignore case: Go's encoding/json reads the last of `type` and `Type` into one
    // field, and would take a peer's message for the hub's own.
    guard !scanner.isRepeated(ignoringCase: "type") else {
      return .invalid(
        Complaint(.badMessage, "\"type\" is there twice, in different cases; send it once"))
    }
    if let kind = kind(type, in: text) {
      return addressed(kind, text, scanner)
    }
    if type.isString("leave", in: text) { return .leave }
    if type.isString("ping", in: text) { return .ping }
    for reserved in reservedTypes where type.isString(reserved, in: text) {
      return .invalid(
        Complaint(.reservedType, "the type \"\(reserved)\" is the hub's own; choose another"))
    }
    return addressed(.other, text, scanner)
  }

  /// The types that carry descriptions and candidates; nil for every other.
  private static func kind(_ type: Member, in text: Span<UInt8>) -> Signal.Kind? {
    if type.isString("offer", in: text) { return .offer }
    if type.isString("answer", in: text) { return .answer }
    if type.isString("candidate", in: text) || type.isString("ice-candidate", in: text) {
      return .candidate
    }
    return nil
  }

  private static func addressed(
    _ kind: Signal.Kind, _ text: Span<UInt8>, _ scanner: borrowing EnvelopeScanner
  ) -> ClientMessage {
    guard let target = scanner.member("to", in: text) else {
      return .signal(Signal(kind: kind, target: .everybody))
    }
    guard let name = target.target(in: text) else {
      return .invalid(
        Complaint(.badTarget, "\"to\" is a client ID as a string; leave it out for everybody"))
    }
    return .signal(Signal(kind: kind, target: .client(ClientID(lookup: name))))
  }
}
