/// Checks one JSON object from end to end and notes where its top-level members are.
///
/// A relay forwards most of a message as it came, so nothing is built: the result is byte ranges
/// into the text. The check is strict, because what one receiver's parser accepts another one's may
/// read differently: RFC 8259's grammar without extensions, UTF-8, whole surrogate pairs, bounded
/// depth, and top-level keys that are unique and written without escapes.
///
/// One pass over the text, no recursion. A scanner may be used again and again; after the first
/// scan it allocates nothing.
public struct EnvelopeScanner: Sendable {
  /// How many containers may be nested; the top-level object counts as the first.
  public static let maximumDepth = 32

  /// How many top-level members an object may have.
  public static let maximumMembers = 128

  /// The top-level members of the last successful scan, in order; empty after a failed one.
  public private(set) var members: [Member] = []

  /// The object of the last successful scan, from its opening brace to its closing one.
  public private(set) var object: Range<Int> = 0..<0

  /// Beside each member, its key's fingerprint.
  private var fingerprints: [UInt64] = []
  private let fingerprint = KeyFingerprint()

  /// A scanner that has scanned nothing.
  public init() {
    members.reserveCapacity(Self.maximumMembers)
    fingerprints.reserveCapacity(Self.maximumMembers)
  }

  /// Scans one whole JSON text, whose top level must be an object.
  ///
  /// Throws an `EnvelopeError` that tells the first thing wrong with the text.
  public mutating func scan(_ text: Span<UInt8>) throws(EnvelopeError) {
    forget()
    do throws(EnvelopeError) {
      object = try scanObject(text)
    } catch {
      forget()
      throw error
    }
  }

  private mutating func forget() {
    members.removeAll(keepingCapacity: true)
    fingerprints.removeAll(keepingCapacity: true)
    object = 0..<0
  }

  @inline(__always)
  private mutating func scanObject(_ text: Span<UInt8>) throws(EnvelopeError) -> Range<Int> {
    let start = text.skipWhiteSpace(from: 0)
    guard text.byte(at: start) == ASCII.openingBrace else { throw openingFailure(text, at: start) }
    var position = text.skipWhiteSpace(from: start &+ 1)
    if text.byte(at: position) != ASCII.closingBrace {
      while true {
        position = text.skipWhiteSpace(from: try scanMember(text, at: position))
        guard text.byte(at: position) == ASCII.comma else { break }
        position = text.skipWhiteSpace(from: position &+ 1)
      }
      guard text.byte(at: position) == ASCII.closingBrace else {
        throw text.failure(.expectedSeparator, at: position)
      }
    }
    let end = position &+ 1
    let rest = text.skipWhiteSpace(from: end)
    guard rest == text.count else { throw text.failure(.trailingBytes, at: rest) }
    return start..<end
  }

  /// Scans the member whose key must start at `start`, and returns the position behind its value.
  @inline(__always)
  private mutating func scanMember(_ text: Span<UInt8>, at start: Int) throws(EnvelopeError) -> Int
  {
    guard text.byte(at: start) == ASCII.quote else { throw text.failure(.expectedKey, at: start) }
    let key = start &+ 1..<(try text.endOfKey(from: start &+ 1))
    try note(text, key)
    let colon = text.skipWhiteSpace(from: key.upperBound &+ 1)
    guard text.byte(at: colon) == ASCII.colon else { throw text.failure(.expectedColon, at: colon) }
    let value = text.skipWhiteSpace(from: colon &+ 1)
    var kind = Member.Kind.null
    let end = try text.endOfValue(from: value, kind: &kind)
    members.append(Member(key: key, value: value..<end, kind: kind))
    return end
  }

  /// Refuses a key that is one too many or has been seen before, else notes it.
  @inline(__always)
  private mutating func note(_ text: Span<UInt8>, _ key: Range<Int>) throws(EnvelopeError) {
    guard members.count < Self.maximumMembers else {
      throw EnvelopeError(.tooManyMembers, at: key.lowerBound &- 1)
    }
    let mark = fingerprint(text, key)
    for index in fingerprints.indices where fingerprints[index] == mark {
      // RFC 8259 4 leaves open which of two equal keys counts, and parsers do differ.
      if text.areEqual(members[index].key, key) {
        throw EnvelopeError(.duplicateKey, at: key.lowerBound &- 1)
      }
    }
    fingerprints.append(mark)
  }

  /// The error for a text that does not start with an object.
  private func openingFailure(_ text: Span<UInt8>, at start: Int) -> EnvelopeError {
    // RFC 8259 8.1: implementations must not add a byte order mark.
    if (text.byte(at: 0), text.byte(at: 1), text.byte(at: 2)) == (0xEF, 0xBB, 0xBF) {
      return EnvelopeError(.byteOrderMark, at: 0)
    }
    return text.failure(.expectedObject, at: start)
  }
}
