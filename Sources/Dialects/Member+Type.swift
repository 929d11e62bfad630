import JSONEnvelope
import Signaling

/// A message's `type`, by what it says.
extension Member {
  /// What a signal of this type carries, as most protocols name it.
  @inline(__always)
  func kind(in text: Span<UInt8>) -> Signal.Kind {
    if isString("offer", in: text) { return .offer }
    if isString("answer", in: text) { return .answer }
    if isString("candidate", in: text) || isString("ice-candidate", in: text) {
      return .candidate
    }
    return .other
  }

  /// Refuses the types that only the hub may send.
  func check(besides reserved: [StaticString], in text: Span<UInt8>) throws(Complaint) {
    for type in reserved where isString(type, in: text) {
      throw Complaint(.reservedType, "the type \"\(type)\" is the hub's own; choose another")
    }
  }
}
