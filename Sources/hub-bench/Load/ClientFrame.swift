/// Frames of a client, made before the load starts. One masking key serves all of them: a server
/// cannot tell.
enum ClientFrame {
  static let text: UInt8 = 0x1
  static let close: UInt8 = 0x8
  static let pong: UInt8 = 0xa

  private static let mask: [UInt8] = [0x37, 0xfa, 0x21, 0x3d]

  /// A close frame with code 1000.
  static let normalClosure = frame(close, payload: [0x03, 0xe8])

  /// One unfragmented, masked frame (RFC 6455 5.2).
  static func frame(_ opcode: UInt8, payload: [UInt8]) -> [UInt8] {
    var frame = [0x80 | opcode]
    switch payload.count {
    case ..<126: frame.append(0x80 | UInt8(payload.count))
    case ...0xffff:
      frame.append(0x80 | 126)
      frame += [UInt8(payload.count >> 8), UInt8(payload.count & 0xff)]
    default:
      frame.append(0x80 | 127)
      frame += (0..<8).map { UInt8(truncatingIfNeeded: payload.count >> (56 - 8 * $0)) }
    }
    frame += mask
    for (index, byte) in payload.enumerated() { frame.append(byte ^ mask[index & 3]) }
    return frame
  }
}
