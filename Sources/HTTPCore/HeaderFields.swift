/// The header fields of a request: one flat run of bytes and where each field lies in it.
///
/// No `String` is made until a value is asked for. Names match without regard to case
/// (RFC 9110 5.1); the order of arrival is kept.
public struct HeaderFields: Sendable {
  /// One field line: where its name and its value lie.
  struct Entry: Sendable {
    var start: UInt32
    var nameLength: UInt32
    var valueLength: UInt32

    var name: Range<Int> { Int(start)..<Int(start + nameLength) }
    var value: Range<Int> {
      Int(start + nameLength)..<Int(start + nameLength + valueLength)
    }
  }

  private var bytes: [UInt8] = []
  private var entries: [Entry] = []

  /// No fields.
  public init() {}

  /// Fields from text, in order.
  public init(_ fields: [(name: String, value: String)]) {
    for field in fields {
      var name = field.name
      var value = field.value
      name.withUTF8 { name in
        value.withUTF8 { value in unsafe append(name: name, value: value) }
      }
    }
  }

  /// How many field lines there are.
  public var count: Int { entries.count }

  /// The value of a field, nil when it is absent. Several lines of one name are joined with
  /// a comma and a space, which RFC 9110 5.3 declares to mean the same.
  public subscript(name: String) -> String? {
    var joined: String?
    forEachValue(of: name) { value in
      if let first = joined { joined = first + ", " + value } else { joined = value }
    }
    return joined
  }

  /// The values of every line with this name, in order of arrival.
  public func all(_ name: String) -> [String] {
    var values: [String] = []
    forEachValue(of: name) { values.append($0) }
    return values
  }

  /// How many lines carry this name.
  public func count(of name: String) -> Int {
    var name = name
    return name.withUTF8 { name in
      var count = 0
      for entry in entries where unsafe matches(entry, name) { count += 1 }
      return count
    }
  }

  /// Adds a line at the end. The bytes are taken as they are.
  package mutating func append(
    name: UnsafeBufferPointer<UInt8>, value: UnsafeBufferPointer<UInt8>
  ) {
    entries.append(
      Entry(
        start: UInt32(bytes.count), nameLength: UInt32(name.count),
        valueLength: UInt32(value.count)))
    unsafe bytes.append(contentsOf: name)
    unsafe bytes.append(contentsOf: value)
  }

  /// Drops every line and keeps the memory, for the next request of the same connection.
  package mutating func removeAll() {
    bytes.removeAll(keepingCapacity: true)
    entries.removeAll(keepingCapacity: true)
  }

  private func forEachValue(of name: String, _ body: (String) -> Void) {
    var name = name
    name.withUTF8 { name in
      for entry in entries where unsafe matches(entry, name) {
        body(String(decoding: bytes[entry.value], as: UTF8.self))
      }
    }
  }

  private func matches(_ entry: Entry, _ name: UnsafeBufferPointer<UInt8>) -> Bool {
    guard Int(entry.nameLength) == name.count else { return false }
    let start = Int(entry.start)
    for index in name.indices
    where unsafe lowercased(bytes[start + index]) != lowercased(name[index]) {
      return false
    }
    return true
  }
}

extension HeaderFields: CustomStringConvertible {
  /// The field names, in order. Values stay out of logs: they may hold credentials.
  public var description: String {
    entries.map { String(decoding: bytes[$0.name], as: UTF8.self) }.joined(separator: ", ")
  }
}

private func lowercased(_ byte: UInt8) -> UInt8 {
  byte &- 0x41 < 26 ? byte | 0x20 : byte
}
