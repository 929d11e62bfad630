/// Members that a relay puts in front of an object it forwards, and the names it drops from the
/// object so that nobody but the relay can set them.
///
/// Made once per sender, used for each of its messages.
///
/// A name is dropped however its letters are cased, because some receivers ignore case: Go's
/// encoding/json reads `From` (and `ſ` for `s`, the Kelvin sign for `k`) into the field `from`, and
/// the last such member wins.
public struct EnvelopeStamp: Sendable {
  /// The opening brace and the stamped members, each followed by a comma: the first `headCount`
  /// bytes. The others are room for a longer value.
  private(set) var head: [UInt8] = [ASCII.openingBrace]
  private(set) var headCount = 1

  /// Where the value starts that `set` may write anew, the only member's; else 0.
  private var valueStart = 0

  /// The dropped names in lower case, one after the other.
  private var names: [UInt8] = []
  private var ends: [Int] = []
  /// Bit `letter & 31` for the first byte of each dropped name.
  private var initials: UInt32 = 0

  /// A stamp that adds and drops nothing yet.
  public init() {}

  /// A stamp that puts the member `key` with the string `value` first, and drops every other `key`.
  public init(_ key: StaticString, _ value: String) {
    add(key, value)
    valueStart = key.utf8CodeUnitCount + 4  // `{"key":`
  }

  /// Makes this a stamp of the one string member `key`, as `init(_:_:)` does. Much faster than a
  /// new stamp when it already is one and `value` needs no escapes: `value` is written in place.
  public mutating func set(_ key: StaticString, _ value: String) {
    // Not `utf8Span`; see `appendJSON`.
    var text = value
    if isOnly(key), text.withUTF8({ unsafe replaceValue($0.span) }) { return }
    self = EnvelopeStamp(key, value)
  }

  @inline(__always)
  private func isOnly(_ key: StaticString) -> Bool {
    guard valueStart == key.utf8CodeUnitCount + 4 else { return false }
    return head.span.range(2..<valueStart - 2, equals: key)
  }

  /// Writes `value` over the only member's; returns false when it must be escaped.
  @inline(__always)
  private mutating func replaceValue(_ value: Span<UInt8>) -> Bool {
    let start = valueStart + 1
    let end = start + value.count + 2
    while head.count < end { head.append(0) }
    var bytes = head.mutableSpan
    for index in 0..<value.count {
      let byte = value[index]
      if byte < 0x20 || byte == ASCII.quote || byte == ASCII.backslash { return false }
      bytes[start + index] = byte
    }
    bytes[end - 2] = ASCII.quote
    bytes[end - 1] = ASCII.comma
    headCount = end
    return true
  }

  /// Puts the string member `key` after those added before, and drops every other `key`.
  public mutating func add(_ key: StaticString, _ value: String) {
    beginMember(key)
    head.appendJSON(value)
    endMember(key)
  }

  /// Puts the member `key` after those added before, and drops every other `key`; `json` is its
  /// value as JSON text, which is not checked.
  public mutating func add(_ key: StaticString, json: [UInt8]) {
    beginMember(key)
    head.append(contentsOf: json)
    endMember(key)
  }

  private mutating func beginMember(_ key: StaticString) {
    head.removeLast(head.count - headCount)
    head.appendJSON(key: key)
  }

  private mutating func endMember(_ key: StaticString) {
    head.append(ASCII.comma)
    headCount = head.count
    valueStart = 0
    drop(key)
  }

  /// Drops every member named `key` (ASCII, not empty) from the objects to be stamped.
  public mutating func drop(_ key: StaticString) {
    key.withUTF8Buffer { name in
      precondition(!name.isEmpty, "a dropped name must not be empty")
      for index in name.indices {
        let byte = unsafe name[index]
        precondition(byte < 0x80, "a dropped name must be ASCII")
        names.append(ASCII.lowercased(byte))
      }
      ends.append(names.count)
      valueStart = 0
      initials |= 1 &<< UInt32(ASCII.lowercased(unsafe name[0]))
    }
  }

  /// Whether `member` has one of the dropped names; `text` is the scanned text.
  public func drops(_ member: Member, in text: Span<UInt8>) -> Bool {
    drops(member.key, of: text)
  }

  /// Whether the key at `key` is one of the dropped names to some receiver.
  @inline(__always)
  func drops(_ key: Range<Int>, of text: Span<UInt8>) -> Bool {
    let first = text.byte(at: key.lowerBound)
    // `&<<` takes the shift modulo 32, so both cases of a letter meet the same bit.
    guard first >= 0x80 || initials & 1 &<< UInt32(first) != 0 else { return false }
    return dropsFolded(key, of: text)
  }

  @inline(never)
  private func dropsFolded(_ key: Range<Int>, of text: Span<UInt8>) -> Bool {
    var start = 0
    for end in ends {
      if text.range(key, foldsTo: names, start..<end) { return true }
      start = end
    }
    return false
  }
}

extension Span<UInt8> {
  /// Whether the key at `range` is the lower case ASCII `name` to a reader that ignores case the
  /// way Unicode's simple case folding does.
  fileprivate func range(_ range: Range<Int>, foldsTo names: [UInt8], _ name: Range<Int>) -> Bool {
    var position = range.lowerBound
    for expected in name {
      guard position < range.upperBound else { return false }
      switch (byte(at: position), byte(at: position + 1), byte(at: position + 2)) {
      case (0xC5, 0xBF, _) where names[expected] == UInt8(ascii: "s"): position += 2
      case (0xE2, 0x84, 0xAA) where names[expected] == UInt8(ascii: "k"): position += 3
      case (let byte, _, _) where ASCII.lowercased(byte) == names[expected]: position += 1
      default: return false
      }
    }
    return position == range.upperBound
  }
}
