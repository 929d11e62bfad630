/// One element of a scanned array, as a byte range into the scanned text.
public struct Element: Hashable, Sendable {
  /// The whole value, a string's quotes and a container's brackets included.
  public var value: Range<Int>

  /// What kind of value it is.
  public var kind: Member.Kind

  /// An element of `kind` at this byte range.
  public init(value: Range<Int>, kind: Member.Kind) {
    self.value = value
    self.kind = kind
  }

  /// Whether it is a string that reads `literal` once its escapes are resolved; `text` is the
  /// scanned text. Allocates nothing.
  @inlinable @inline(__always)
  public func isString(_ literal: StaticString, in text: Span<UInt8>) -> Bool {
    member.isString(literal, in: text)
  }

  /// A string, escapes resolved and surrogate pairs joined; nil for other kinds. `text` is the
  /// scanned text.
  public func string(in text: Span<UInt8>) -> String? { member.string(in: text) }

  /// The element as a member whose key is empty: strings are read in one place.
  @usableFromInline var member: Member {
    Member(key: value.lowerBound..<value.lowerBound, value: value, kind: kind)
  }
}
