/// Members that a relay puts in front of an object it forwards, and the names it drops from the
/// object so that nobody but the relay can set them.
///
/// Made once per sender, used for each of its messages.
///
/// A name is dropped however its letters are cased, because some receivers ignore case: Go's
/// encoding/json reads `From` (and `ſ` for `s`, the Kelvin sign for `k`) into the field `from`, and
/// the last such member wins.
public struct EnvelopeStamp: Sendable {
  /// The opening brace and the stamped members, each followed by a comma.
  private(set) var head: [UInt8] = [ASCII.openingBrace]

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
  }

  /// Makes this a stamp of the one string member `key`, as `init(_:_:)` does. Faster than a new
  /// stamp: what it owns is used again, and the same key is not taken apart a second time.
  public mutating func set(_ key: StaticString, _ value: String) {
    head.removeAll(keepingCapacity: true)
    head.append(ASCII.openingBrace)
    head.appendJSON(key: key)
    head.appendJSON(value)
    head.append(ASCII.comma)
    if !isOnly(key) {
      names = []
      ends = []
      initials = 0
      drop(key)
    }
  }

  private func isOnly(_ key: StaticString) -> Bool {
    ends.count == 1 && names.count == key.utf8CodeUnitCount
      && key.withUTF8Buffer { unsafe $0.elementsEqual(names) }
  }

  /// Puts the string member `key` after those added before, and drops every other `key`.
  public mutating func add(_ key: StaticString, _ value: String) {
    head.appendJSON(key: key)
    head.appendJSON(value)
    head.append(ASCII.comma)
    drop(key)
  }

  /// Puts the member `key` after those added before, and drops every other `key`; `json` is its
  /// value as JSON text, which is not checked.
  public mutating func add(_ key: StaticString, json: [UInt8]) {
    head.appendJSON(key: key)
    head.append(contentsOf: json)
    head.append(ASCII.comma)
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
      initials |= 1 &<< UInt32(ASCII.lowercased(unsafe name[0]))
    }
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
