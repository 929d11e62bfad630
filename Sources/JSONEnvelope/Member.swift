/// One top-level member of a scanned object, as byte ranges into the scanned text.
public struct Member: Hashable, Sendable {
  /// What kind of value a member has.
  public enum Kind: Hashable, Sendable {
    /// A string; `escaped` when at least one escape sequence occurs in it.
    case string(escaped: Bool)
    /// A number.
    case number
    /// An object.
    case object
    /// An array.
    case array
    /// The literal `true`.
    case `true`
    /// The literal `false`.
    case `false`
    /// The literal `null`.
    case null
  }

  /// The key, without its quotes. Never contains an escape.
  public var key: Range<Int>

  /// The whole value, a string's quotes and a container's brackets included.
  public var value: Range<Int>

  /// What kind of value it is.
  public var kind: Kind

  /// A member of `kind` at these byte ranges.
  public init(key: Range<Int>, value: Range<Int>, kind: Kind) {
    self.key = key
    self.value = value
    self.kind = kind
  }

  /// From the key's opening quote to the value's end.
  public var whole: Range<Int> { key.lowerBound - 1..<value.upperBound }

  /// Whether the value is a string.
  public var isString: Bool {
    if case .string = kind { true } else { false }
  }

  /// A string value without its quotes, escapes unresolved; nil for other kinds.
  public var content: Range<Int>? {
    isString ? value.lowerBound + 1..<value.upperBound - 1 : nil
  }
}
