extension EnvelopeScanner {
  /// The member whose key is `key`, byte for byte, or nil; `text` is the scanned text.
  public func member(_ key: StaticString, in text: Span<UInt8>) -> Member? {
    key.withUTF8Buffer { key in
      for member in members where unsafe text.range(member.key, equals: key) { return member }
      return nil
    }
  }

  /// The member whose key is `key` without regard to the case of ASCII letters, or nil; `text` is
  /// the scanned text.
  ///
  /// Throws `EnvelopeError.Kind.duplicateKey` when several members fit: readers that ignore case
  /// disagree on which one counts, as they do on equal keys.
  public func member(
    ignoringCase key: StaticString, in text: Span<UInt8>
  ) throws(EnvelopeError) -> Member? {
    var found: Member?
    for member in members where text.range(member.key, equalsIgnoringCase: key) {
      if found != nil { throw EnvelopeError(.duplicateKey, at: member.whole.lowerBound) }
      found = member
    }
    return found
  }
}

extension Span<UInt8> {
  /// Whether the bytes of `range` are those of `literal`.
  @inline(__always)
  func range(_ range: Range<Int>, equals literal: UnsafeBufferPointer<UInt8>) -> Bool {
    guard range.count == literal.count else { return false }
    for index in literal.indices {
      let expected = unsafe literal[index]
      if byte(at: range.lowerBound &+ index) != expected { return false }
    }
    return true
  }

  /// Whether the bytes of `range` are those of `literal`, upper case ASCII letters taken as lower.
  func range(_ range: Range<Int>, equalsIgnoringCase literal: StaticString) -> Bool {
    literal.withUTF8Buffer { other in
      guard range.count == other.count else { return false }
      for index in other.indices {
        let expected = ASCII.lowercased(unsafe other[index])
        if ASCII.lowercased(byte(at: range.lowerBound &+ index)) != expected { return false }
      }
      return true
    }
  }
}
