/// A packet of Socket.IO 5, as byte ranges into its text: what an Engine.IO message carries.
///
/// `<type>[<attachments>-][<namespace>,][<acknowledgement>][<JSON>]`. Of the JSON only the first
/// byte is checked.
public struct SocketIOPacket: Sendable, Equatable {
  /// A packet's type, as the digit it is written as.
  public enum Kind: UInt8, Sendable, CaseIterable {
    /// Enters a namespace; the payload is an object, or absent.
    case connect = 0x30
    /// Leaves one; without payload.
    case disconnect
    /// An array: the event's name and arguments.
    case event
    /// An array: the answer to an event that asked for one.
    case acknowledgement
    /// The hub's answer to CONNECT.
    case connectError
    /// An event with binary attachments.
    case binaryEvent
    /// An acknowledgement with binary attachments.
    case binaryAcknowledgement
  }

  /// Longest namespace, in bytes.
  public static let maximumNamespaceBytes = 128

  /// The largest acknowledgement number; clients count from 0.
  public static let maximumAcknowledgement: UInt32 = 0x7FFF_FFFF

  /// The packet's type.
  public let kind: Kind
  /// The namespace with its slash; empty for the main one.
  public private(set) var namespace: Range<Int>
  /// The number by which an event asks to be acknowledged, or an acknowledgement names its event.
  public private(set) var acknowledgement: UInt32?
  /// The JSON; empty if there is none.
  public private(set) var payload: Range<Int>

  /// Reads a packet.
  public init(_ text: Span<UInt8>) throws(SocketIOViolation) {
    guard !text.isEmpty else { throw .emptyPacket }
    guard let kind = Kind(rawValue: text[0]) else { throw .unknownPacket }
    switch kind {
    // Whatever the number of attachments: none is waited for.
    case .binaryEvent, .binaryAcknowledgement: throw .binary
    case .connectError: throw .hubPacket
    default: self.kind = kind
    }
    var position = 1
    namespace = try Self.namespace(text, &position)
    if kind == .event || kind == .acknowledgement {
      acknowledgement = try Self.number(text, &position)
    }
    payload = position..<text.count
    let first = position < text.count ? text[position] : 0
    switch kind {
    case .connect: guard payload.isEmpty || first == UInt8(ascii: "{") else { throw .badPayload }
    case .disconnect: guard payload.isEmpty else { throw .badPayload }
    default: guard first == UInt8(ascii: "[") else { throw .badPayload }
    }
    if kind == .acknowledgement, acknowledgement == nil { throw .badAcknowledgement }
  }

  /// Whether this packet is for the only namespace there is.
  public var isForMainNamespace: Bool { namespace.isEmpty }

  /// Reads a namespace and the comma behind it, which may be missing at the end of the packet.
  private static func namespace(
    _ text: Span<UInt8>, _ position: inout Int
  ) throws(SocketIOViolation) -> Range<Int> {
    let start = position
    guard start < text.count, text[start] == UInt8(ascii: "/") else { return start..<start }
    while position < text.count, text[position] != UInt8(ascii: ",") {
      // It is repeated in the answer, which must be text without separators.
      guard 0x21...0x7E ~= text[position], position - start < maximumNamespaceBytes else {
        throw .badNamespace
      }
      position += 1
    }
    let end = position
    if position < text.count { position += 1 }
    // The main namespace may be named, too.
    return end - start == 1 ? start..<start : start..<end
  }

  /// Reads an acknowledgement's number, if there is one.
  private static func number(
    _ text: Span<UInt8>, _ position: inout Int
  ) throws(SocketIOViolation) -> UInt32? {
    var number: UInt32?
    while position < text.count, 0x30...0x39 ~= text[position] {
      let digit = UInt64(text[position] - 0x30)
      let next = UInt64(number ?? 0) * 10 + digit
      guard next <= UInt64(maximumAcknowledgement), number != 0 else { throw .badAcknowledgement }
      number = UInt32(next)
      position += 1
    }
    return number
  }
}
