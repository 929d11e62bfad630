import HTTPCore
import JSONEnvelope
import Signaling

/// The JSON of an answer while it is written: commas and colons are its business.
struct JSONAnswer {
  private(set) var bytes: [UInt8] = []
  private var isFirst = true

  /// An answer whose body is one object.
  static func object(
    status: Status = .ok, _ members: (inout JSONAnswer) -> Void
  ) -> Response {
    var answer = JSONAnswer()
    answer.object(members)
    return .json(answer.bytes, status: status)
  }

  /// The object itself, as an element of an array or the whole answer.
  mutating func object(_ members: (inout JSONAnswer) -> Void) {
    separate()
    nest("{", "}", members)
  }

  /// A member whose key is known in advance.
  mutating func set(_ key: StaticString, _ value: String?) {
    begin(key)
    if let value { bytes.appendJSON(value) } else { bytes.append(contentsOf: "null".utf8) }
  }

  mutating func set(_ key: StaticString, _ value: some FixedWidthInteger) {
    begin(key)
    bytes.append(contentsOf: String(value).utf8)
  }

  mutating func set(_ key: StaticString, _ value: Bool) {
    begin(key)
    bytes.append(contentsOf: value ? "true".utf8 : "false".utf8)
  }

  /// A member that is JSON already; nil writes null.
  mutating func set(_ key: StaticString, json value: [UInt8]?) {
    begin(key)
    if let value { bytes += value } else { bytes.append(contentsOf: "null".utf8) }
  }

  mutating func set<Element>(
    _ key: StaticString, _ elements: [Element], _ write: (inout JSONAnswer, Element) -> Void
  ) {
    begin(key)
    nest("[", "]") { answer in
      for element in elements { write(&answer, element) }
    }
  }

  /// A member that is an object.
  mutating func set(_ key: StaticString, _ members: (inout JSONAnswer) -> Void) {
    begin(key)
    nest("{", "}", members)
  }

  /// A member that is an array of numbers.
  mutating func set(_ key: StaticString, numbers: [some FixedWidthInteger]) {
    begin(key)
    bytes += "[\(numbers.map { String($0) }.joined(separator: ","))]".utf8
  }

  /// A number whose key is not known in advance.
  mutating func set(name: String, _ value: Int) {
    separate()
    bytes.appendJSON(name)
    bytes += ":\(value)".utf8
  }

  /// A member whose key somebody else has chosen.
  mutating func set(name: String, _ members: (inout JSONAnswer) -> Void) {
    separate()
    bytes.appendJSON(name)
    bytes.append(UInt8(ascii: ":"))
    nest("{", "}", members)
  }

  private mutating func begin(_ key: StaticString) {
    separate()
    bytes.appendJSON(key: key)
  }

  private mutating func separate() {
    if !isFirst { bytes.append(UInt8(ascii: ",")) }
    isFirst = false
  }

  private mutating func nest(
    _ opening: Unicode.Scalar, _ closing: Unicode.Scalar, _ content: (inout JSONAnswer) -> Void
  ) {
    bytes.append(UInt8(ascii: opening))
    isFirst = true
    content(&self)
    bytes.append(UInt8(ascii: closing))
    isFirst = false
  }
}
