extension EnvelopeScanner {
  /// The member whose key is `key`, byte for byte, or nil; `text` is the scanned text.
  ///
  /// Inlined, so that a short literal is compared as one number.
  @inlinable @inline(__always)
  public func member(_ key: StaticString, in text: Span<UInt8>) -> Member? {
    guard key.utf8CodeUnitCount <= 8 else { return longMember(key, in: text) }
    let mark = KeyFingerprint.short(key)
    let slots = slots.span
    for index in 0..<memberCount where slots[index].mark == mark {
      // A key of at most eight bytes is all in its mark; a longer one's mark may be any number.
      let member = slots[index].member
      if member.key.count == key.utf8CodeUnitCount { return member }
    }
    return nil
  }

  @usableFromInline
  func longMember(_ key: StaticString, in text: Span<UInt8>) -> Member? {
    for index in 0..<memberCount where text.range(slots[index].member.key, equals: key) {
      return slots[index].member
    }
    return nil
  }

  /// Whether two or more members have the key `key`, of one to eight ASCII letters, when case does
  /// not count. Inlined and compared as numbers: a relay asks it of every message.
  @inlinable @inline(__always)
  public func isRepeated(ignoringCase key: StaticString) -> Bool {
    let length = key.utf8CodeUnitCount
    precondition((1...8).contains(length), "one to eight letters")
    // With bit 5 set both cases of a letter are the same byte, and no other byte is.
    let fold = UInt64(0x2020_2020_2020_2020) &<< UInt64(8 &* (8 &- length))
    let mark = KeyFingerprint.short(key) | fold
    let slots = slots.span
    var found = 0
    for index in 0..<memberCount
    where slots[index].mark | fold == mark && slots[index].member.key.count == length {
      found &+= 1
    }
    return found > 1
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
    for index in 0..<memberCount {
      let member = slots[index].member
      guard text.range(member.key, equalsIgnoringCase: key) else { continue }
      if found != nil { throw EnvelopeError(.duplicateKey, at: member.whole.lowerBound) }
      found = member
    }
    return found
  }
}

extension Span<UInt8> {
  /// Whether the bytes of `range`, which lies in the text, are those of `literal`.
  @inlinable @inline(__always)
  func range(_ range: Range<Int>, equals literal: StaticString) -> Bool {
    guard range.count == literal.utf8CodeUnitCount else { return false }
    return literal.withUTF8Buffer { unsafe self.range(range, equals: $0.span) }
  }

  /// Whether the bytes of `range`, which lies in the text, are those of `other`.
  @inlinable @inline(__always)
  func range(_ range: Range<Int>, equals other: Span<UInt8>) -> Bool {
    guard range.count == other.count else { return false }
    precondition(range.upperBound <= count, "not the scanned text")
    for index in 0..<other.count {
      // Within the text: see above.
      let byte = unsafe self[unchecked: range.lowerBound &+ index]
      if other[index] != byte { return false }
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
