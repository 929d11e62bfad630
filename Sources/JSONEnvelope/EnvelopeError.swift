/// Why a text was refused, and where.
///
/// The description tells what is wrong, at which byte, and what would be right. It never quotes
/// the text itself, so it may be logged and sent back to the client as it is.
public struct EnvelopeError: Error, Hashable, Sendable {
  /// What is wrong with the text.
  public let kind: Kind

  /// Where it is wrong: a byte offset from the start of the text; `text.count` when the text ends
  /// too early.
  public let offset: Int

  /// An error of `kind` at byte `offset`.
  public init(_ kind: Kind, at offset: Int) {
    self.kind = kind
    self.offset = offset
  }
}

extension EnvelopeError {
  /// Everything that can be wrong with an envelope. The raw values are stable names for logs and
  /// counters.
  public enum Kind: String, CaseIterable, Sendable {
    /// The text starts with U+FEFF. RFC 8259 8.1 forbids writing one.
    case byteOrderMark = "byte-order-mark"
    /// Bytes that are not UTF-8: stray or missing continuation bytes, overlong forms, surrogates,
    /// scalars above U+10FFFF.
    case invalidUTF8 = "invalid-utf8"
    /// The text ends before the object does.
    case unexpectedEnd = "unexpected-end"
    /// The top level is something other than an object.
    case expectedObject = "expected-object"
    /// The top level is something other than an array, where one is read.
    case expectedArray = "expected-array"
    /// An object goes on without a quoted key.
    case expectedKey = "expected-key"
    /// A key without its colon.
    case expectedColon = "expected-colon"
    /// A byte that starts no JSON value.
    case expectedValue = "expected-value"
    /// A value followed by something other than a comma or its container's closing bracket.
    case expectedSeparator = "expected-separator"
    /// A word that starts like `true`, `false` or `null` and is not.
    case invalidLiteral = "invalid-literal"
    /// A number outside RFC 8259 6: leading zeros, missing digits.
    case invalidNumber = "invalid-number"
    /// An unescaped byte below 0x20 inside a string.
    case controlCharacter = "control-character"
    /// A backslash followed by something that is no escape.
    case invalidEscape = "invalid-escape"
    /// Half of an escaped surrogate pair.
    case loneSurrogate = "lone-surrogate"
    /// A top-level key that contains an escape, and so could hide another key's name.
    case escapedKey = "escaped-key"
    /// A top-level key that occurs twice.
    case duplicateKey = "duplicate-key"
    /// More top-level members than `EnvelopeScanner.maximumMembers`.
    case tooManyMembers = "too-many-members"
    /// More elements than `ArrayScanner.maximumElements`.
    case tooManyElements = "too-many-elements"
    /// More containers inside each other than `EnvelopeScanner.maximumDepth`.
    case tooDeep = "too-deep"
    /// Something other than white space after the object.
    case trailingBytes = "trailing-bytes"
  }
}

extension EnvelopeError: CustomStringConvertible {
  /// One sentence: where, what, and what would be right.
  public var description: String { "byte \(offset): \(kind.explanation)" }
}

extension EnvelopeError.Kind {
  /// What is wrong, then what would be right; no text of the client's.
  fileprivate var explanation: String {
    switch self {
    case .byteOrderMark: "the text starts with a byte order mark; start with the object's brace"
    case .invalidUTF8: "not UTF-8; encode the text as UTF-8"
    case .unexpectedEnd: "the text ends inside the object; send the whole object in one message"
    case .expectedObject: "the text is not a JSON object; start it with an opening brace"
    case .expectedArray: "the text is not a JSON array; start it with an opening bracket"
    case .expectedKey:
      "a member has no key; write a string in double quotes, and no comma before"
        + " a closing brace"
    case .expectedColon: "a key stands alone; write a colon and a value after it"
    case .expectedValue:
      "no JSON value starts here; write a string, a number, an object, an array,"
        + " true, false or null"
    case .expectedSeparator: "a value goes on; write a comma or the container's closing bracket"
    case .invalidLiteral: "an unknown word; write true, false or null, in lower case"
    case .invalidNumber:
      "a malformed number; write digits without leading zeros, at least one"
        + " digit after a sign, a point or an exponent"
    case .controlCharacter:
      "a control character in a string; write it as an escape such as \\n"
        + " or \\u001f"
    case .invalidEscape:
      "an unknown escape; write one of \\\" \\\\ \\/ \\b \\f \\n \\r \\t or \\u"
        + " and four hexadecimal digits"
    case .loneSurrogate: "half of a surrogate pair; write a high one and then a low one"
    case .escapedKey: "an escape in a top-level key; write the key's characters as they are"
    case .duplicateKey: "a top-level key for the second time; send each key once"
    case .tooManyMembers:
      "one top-level member too many; send at most \(EnvelopeScanner.maximumMembers)"
    case .tooManyElements:
      "one element too many; send at most \(ArrayScanner.maximumElements)"
    case .tooDeep:
      "a container too deep; nest at most \(EnvelopeScanner.maximumDepth), the object included"
    case .trailingBytes: "something follows the object; send one object in each message"
    }
  }
}
