/// Strings that short values were made into lately. The same few names come again and again, and to
/// find one that is there takes a quarter of the time that making it anew does.
public struct StringCache: Sendable {
  /// What tells strings of up to sixteen bytes from one another: their first and last eight, which
  /// overlap, and how many there are.
  private struct Mark: Equatable, Sendable {
    var start: UInt64 = 0
    var end: UInt64 = 0
    var count = 0

    /// A place below 256, which whoever names two strings may well make the same: that only costs
    /// time.
    @inline(__always)
    var place: Int {
      let mixed = (start &+ end &* 0xD6E8_FEB8_6659_FD93) &* 0x9E37_79B9_7F4A_7C15
      return Int(truncatingIfNeeded: mixed &>> 56)
    }
  }

  /// Bytes of the longest string that is remembered.
  public static let longest = 16

  private struct Entry: Sendable {
    // An empty mark is that of the empty string.
    var mark = Mark()
    var string = ""
  }

  private var entries = [Entry](repeating: Entry(), count: 256)

  /// A cache of nothing.
  public init() {}

  /// The string that `Member.string(in:)` makes.
  public mutating func string(of member: Member, in text: Span<UInt8>) -> String? {
    guard case .string(escaped: false) = member.kind, let mark = Self.mark(member, text) else {
      return member.string(in: text)
    }
    let place = mark.place
    if entries[place].mark == mark { return entries[place].string }
    let string = member.string(in: text)
    if let string { entries[place] = Entry(mark: mark, string: string) }
    return string
  }

  /// Nil for a string that is too long, or too near to the end of a text.
  @inline(__always)
  private static func mark(_ member: Member, _ text: Span<UInt8>) -> Mark? {
    // A string's range holds its two quotes at least.
    let start = member.value.lowerBound &+ 1
    let end = member.value.upperBound &- 1
    let count = end &- start
    guard count >= 0, count <= longest, start >= 0, start &+ 8 <= text.count, end <= text.count
    else { return nil }
    let word = text.word(uncheckedAt: start)
    if count >= 8 {
      return Mark(start: word, end: text.word(uncheckedAt: end &- 8), count: count)
    }
    // Shifting by 64 and not by 0, as `&<<` would, is what an empty string needs.
    return Mark(start: word << UInt64((8 &- count) &* 8), count: count)
  }
}
