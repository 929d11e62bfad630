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

  /// The object of the last successful scan, from its opening brace to its closing one; empty after
  /// a failed one.
  public private(set) var object: Range<Int> = 0..<0

  /// How many top-level members it has.
  public private(set) var memberCount = 0

  /// The members, in the first `memberCount` places. All places exist from the start: a scan that
  /// appended would ask at each member whether it owns the array and whether there is room.
  @usableFromInline var slots = [Slot](repeating: Slot(), count: maximumMembers)

  private let fingerprint = KeyFingerprint()

  /// A scanner that has scanned nothing.
  public init() {}

  /// The top-level members of the last successful scan, in order. A new array each time: for one
  /// member use `member(_:in:)`.
  public var members: [Member] { slots[..<memberCount].map(\.member) }

  /// Scans one whole JSON text, whose top level must be an object.
  ///
  /// Throws an `EnvelopeError` that tells the first thing wrong with the text.
  public mutating func scan(_ text: Span<UInt8>) throws(EnvelopeError) {
    object = 0..<0
    memberCount = 0
    let fingerprint = fingerprint
    var count = 0
    var table = slots.mutableSpan
    let found = try Self.scanObject(text, fingerprint, &table, &count)
    object = found
    memberCount = count
  }

  @inline(__always)
  private static func scanObject(
    _ text: Span<UInt8>, _ fingerprint: KeyFingerprint,
    _ table: inout MutableSpan<Slot>, _ count: inout Int
  ) throws(EnvelopeError) -> Range<Int> {
    let start = text.skipWhiteSpace(from: 0)
    guard text.byte(at: start) == ASCII.openingBrace else {
      throw text.openingFailure(.expectedObject, at: start)
    }
    var position = text.skipWhiteSpace(from: start &+ 1)
    if text.byte(at: position) != ASCII.closingBrace {
      while true {
        let end = try scanMember(text, at: position, fingerprint, &table, count)
        count &+= 1
        position = text.skipWhiteSpace(from: end)
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

  /// Scans the member whose key must start at `start` into place `index` of `table`, and returns
  /// the position behind its value.
  @inline(__always)
  private static func scanMember(
    _ text: Span<UInt8>, at start: Int, _ fingerprint: KeyFingerprint,
    _ table: inout MutableSpan<Slot>, _ index: Int
  ) throws(EnvelopeError) -> Int {
    guard text.byte(at: start) == ASCII.quote else { throw text.failure(.expectedKey, at: start) }
    let end = try text.endOfKey(from: start &+ 1)
    // Both ends are checked to lie in the text, in this order.
    let key = unsafe Range(uncheckedBounds: (start &+ 1, end))
    guard index < table.count else { throw EnvelopeError(.tooManyMembers, at: start) }
    let mark = fingerprint(text, key)
    for other in 0..<index where table[other].mark == mark {
      // RFC 8259 4 leaves open which of two equal keys counts, and parsers do differ.
      if text.areEqual(table[other].member.key, key) {
        throw EnvelopeError(.duplicateKey, at: start)
      }
    }
    let colon = text.skipWhiteSpace(from: key.upperBound &+ 1)
    guard text.byte(at: colon) == ASCII.colon else { throw text.failure(.expectedColon, at: colon) }
    let value = text.skipWhiteSpace(from: colon &+ 1)
    var kind = Member.Kind.null
    let valueEnd = try text.endOfValue(from: value, kind: &kind)
    let range = unsafe Range(uncheckedBounds: (value, valueEnd))
    table[index] = Slot(mark: mark, member: Member(key: key, value: range, kind: kind))
    return valueEnd
  }
}

/// A member and its key's fingerprint.
@usableFromInline struct Slot: Sendable {
  @usableFromInline var mark: UInt64 = 0
  @usableFromInline var member = Member(key: 0..<0, value: 0..<0, kind: .null)
}
