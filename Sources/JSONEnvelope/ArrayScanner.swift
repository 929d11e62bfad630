/// Checks one JSON array from end to end and notes where its elements are, as strictly as
/// `EnvelopeScanner` checks an object: RFC 8259's grammar without extensions, UTF-8, whole
/// surrogate pairs, bounded depth.
///
/// One pass over the text, no recursion, no allocation: the elements are kept in the value.
public struct ArrayScanner: Sendable {
  /// How many elements an array may have.
  public static let maximumElements = 16

  /// The array of the last successful scan, from its opening bracket to its closing one; empty
  /// after a failed one.
  public private(set) var array: Range<Int> = 0..<0

  /// How many elements it has.
  public private(set) var count = 0

  private var elements = InlineArray<16, Element>(repeating: Element(value: 0..<0, kind: .null))

  /// A scanner that has scanned nothing.
  public init() {}

  /// An element of the last successful scan; `index` is below `count`.
  public subscript(index: Int) -> Element {
    precondition(index < count, "no such element")
    return elements[index]
  }

  /// Scans one whole JSON text, whose top level must be an array.
  ///
  /// Throws an `EnvelopeError` that tells the first thing wrong with the text.
  public mutating func scan(_ text: Span<UInt8>) throws(EnvelopeError) {
    array = 0..<0
    count = 0
    var found = 0
    let start = text.skipWhiteSpace(from: 0)
    guard text.byte(at: start) == ASCII.openingBracket else {
      throw text.openingFailure(.expectedArray, at: start)
    }
    var position = text.skipWhiteSpace(from: start &+ 1)
    if text.byte(at: position) != ASCII.closingBracket {
      while true {
        guard found < Self.maximumElements else {
          throw EnvelopeError(.tooManyElements, at: position)
        }
        var kind = Member.Kind.null
        let end = try text.endOfValue(from: position, kind: &kind)
        elements[found] = Element(value: position..<end, kind: kind)
        found &+= 1
        position = text.skipWhiteSpace(from: end)
        guard text.byte(at: position) == ASCII.comma else { break }
        position = text.skipWhiteSpace(from: position &+ 1)
      }
      guard text.byte(at: position) == ASCII.closingBracket else {
        throw text.failure(.expectedSeparator, at: position)
      }
    }
    let end = position &+ 1
    let rest = text.skipWhiteSpace(from: end)
    guard rest == text.count else { throw text.failure(.trailingBytes, at: rest) }
    array = start..<end
    count = found
  }
}
