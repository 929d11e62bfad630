/// The packets of one HTTP body, which stand between record separators (U+001E).
public struct EnginePayload: Sendable {
  /// Most packets of a body, in both directions: python-engineio refuses more.
  public static let maximumPackets = 16

  /// Why a body was refused.
  public enum Failure: String, Error, Sendable, CaseIterable {
    /// There is no byte.
    case empty = "empty-payload"
    /// A separator stands at an end, or next to another one.
    case emptyPacket = "empty-packet"
    /// There are more than `maximumPackets`.
    case tooManyPackets = "too-many-packets"
  }

  /// What stands between two packets; JSON text has no such byte.
  public static var separator: UInt8 { 0x1E }

  /// How many packets there are.
  public private(set) var count = 0

  private var packets = InlineArray<16, Range<Int>>(repeating: 0..<0)

  /// Finds the packets of `body`. It looks at separators only: what a packet says is up to
  /// `EngineSession`.
  public init(_ body: Span<UInt8>) throws(Failure) {
    guard !body.isEmpty else { throw .empty }
    var start = 0
    for position in 0..<body.count where body[position] == Self.separator {
      try append(start..<position)
      start = position + 1
    }
    try append(start..<body.count)
  }

  /// Where a packet is in the body; `index` is below `count`.
  public subscript(index: Int) -> Range<Int> {
    precondition(index < count, "no such packet")
    return packets[index]
  }

  private mutating func append(_ packet: Range<Int>) throws(Failure) {
    guard !packet.isEmpty else { throw .emptyPacket }
    guard count < Self.maximumPackets else { throw .tooManyPackets }
    packets[count] = packet
    count += 1
  }
}
