/// The containers a position is inside of, below the top-level object, innermost last: one bit
/// each, so that nesting needs neither recursion nor memory.
private struct ContainerStack {
  /// Bit 0 belongs to the innermost container; 1 is an object, 0 an array.
  private var objects: UInt32 = 0
  /// How many containers are open.
  private(set) var count = 0

  @inline(__always)
  var isInObject: Bool { objects & 1 != 0 }

  @inline(__always)
  var closing: UInt8 { isInObject ? ASCII.closingBrace : ASCII.closingBracket }

  @inline(__always)
  mutating func open(_ bracket: UInt8) {
    objects = objects &<< 1 | (bracket == ASCII.openingBrace ? 1 : 0)
    count &+= 1
  }

  @inline(__always)
  mutating func close() {
    objects &>>= 1
    count &-= 1
  }
}

extension Span<UInt8> {
  /// The position behind the object or array whose opening bracket is at `start`.
  @inline(never)
  func endOfContainer(from start: Int) throws(EnvelopeError) -> Int {
    var stack = ContainerStack()
    stack.open(byte(at: start))
    var position = start &+ 1
    var isAfterElement = false
    var kind = Member.Kind.null
    while true {
      position = skipWhiteSpace(from: position)
      if byte(at: position) == stack.closing {
        position &+= 1
        stack.close()
        if stack.count == 0 { return position }
        isAfterElement = true
        continue
      }
      if isAfterElement {
        guard byte(at: position) == ASCII.comma else {
          throw failure(.expectedSeparator, at: position)
        }
        position = skipWhiteSpace(from: position &+ 1)
      }
      if stack.isInObject { position = try endOfKeyAndColon(from: position) }
      switch byte(at: position) {
      case ASCII.quote:
        var escaped = false
        position = try endOfString(from: position &+ 1, escaped: &escaped)
        isAfterElement = true
      case ASCII.openingBrace, ASCII.openingBracket:
        // The stack leaves out the top-level object.
        guard stack.count &+ 1 < EnvelopeScanner.maximumDepth else {
          throw EnvelopeError(.tooDeep, at: position)
        }
        stack.open(byte(at: position))
        position &+= 1
        isAfterElement = false
      default:
        position = try endOfPrimitive(from: position, kind: &kind)
        isAfterElement = true
      }
    }
  }

  /// The position of the value that follows the nested key, which must start at `start`.
  @inline(__always)
  private func endOfKeyAndColon(from start: Int) throws(EnvelopeError) -> Int {
    guard byte(at: start) == ASCII.quote else { throw failure(.expectedKey, at: start) }
    var escaped = false
    let end = skipWhiteSpace(from: try endOfString(from: start &+ 1, escaped: &escaped))
    guard byte(at: end) == ASCII.colon else { throw failure(.expectedColon, at: end) }
    return skipWhiteSpace(from: end &+ 1)
  }
}
