import DequeModule

/// Descriptions and candidates in full, the latest mebibyte of a room.
struct KeptBodies: Sendable {
  /// Bytes that a room keeps.
  static let capacity = 1_048_576
  /// Counted for each body beside its bytes, so that empty ones are bounded too.
  static let overhead = 64

  private struct Body: Sendable {
    let numbers: Range<UInt32>
    let bytes: [UInt8]

    var cost: Int { bytes.count + KeptBodies.overhead }
  }

  private var bodies: Deque<Body> = []
  private(set) var cost = 0

  /// Keeps a body that became these events; one that is too long for the room is not kept.
  mutating func keep(_ bytes: [UInt8], of numbers: Range<UInt32>) {
    let body = Body(numbers: numbers, bytes: bytes)
    guard body.cost <= Self.capacity else { return }
    bodies.append(body)
    cost += body.cost
    while cost > Self.capacity { cost -= bodies.removeFirst().cost }
  }

  /// The body of an event; nil when it was not kept, or is not any more.
  subscript(number: UInt32) -> [UInt8]? {
    bodies.last { $0.numbers.contains(number) }?.bytes
  }
}
