import Testing

@testable import WebSocketCore

private func parse(_ bytes: [UInt8], role: Role = .server) throws -> FrameHeader? {
  try unsafe bytes.withUnsafeBytes { try unsafe FrameHeader.parse($0.bytes, role: role) }
}

/// Literal headers and what they say.
private let headers: [(bytes: [UInt8], role: Role, header: FrameHeader)] = [
  ([0x81, 0x80, 1, 2, 3, 4], .server, .make(.text, key: 0x0102_0304, length: 0, bytes: 6)),
  (
    [0x01, 0xFD, 1, 2, 3, 4], .server, .make(.text, false, key: 0x0102_0304, length: 125, bytes: 6)
  ),
  (
    [0x82, 0xFE, 0x00, 0x7E, 0xFF, 0, 0, 1], .server,
    .make(.binary, key: 0xFF00_0001, length: 126, bytes: 8)
  ),
  (
    [0x80, 0xFE, 0xFF, 0xFF, 0, 0, 0, 0], .server,
    .make(.continuation, key: 0, length: 65_535, bytes: 8)
  ),
  (
    [0x82, 0xFF, 0, 0, 0, 0, 0, 1, 0, 0, 9, 8, 7, 6], .server,
    .make(.binary, key: 0x0908_0706, length: 65_536, bytes: 14)
  ),
  (
    [0x82, 0xFF, 0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 9, 8, 7, 6], .server,
    .make(.binary, key: 0x0908_0706, length: .max, bytes: 14)
  ),
  ([0x88, 0x82, 1, 2, 3, 4], .server, .make(.close, key: 0x0102_0304, length: 2, bytes: 6)),
  ([0x89, 0xFD, 1, 2, 3, 4], .server, .make(.ping, key: 0x0102_0304, length: 125, bytes: 6)),
  ([0x8A, 0x80, 1, 2, 3, 4], .server, .make(.pong, key: 0x0102_0304, length: 0, bytes: 6)),
  ([0x81, 0x05], .client, .make(.text, key: nil, length: 5, bytes: 2)),
  ([0x82, 0x7E, 0x01, 0x00], .client, .make(.binary, key: nil, length: 256, bytes: 4)),
  (
    [0x82, 0x7F, 0, 0, 0, 0, 0, 1, 0, 0], .client,
    .make(.binary, key: nil, length: 65_536, bytes: 10)
  ),
]

extension FrameHeader {
  fileprivate static func make(
    _ opcode: Opcode, _ isFinal: Bool = true, key: UInt32?, length: Int, bytes: Int
  ) -> FrameHeader {
    FrameHeader(
      isFinal: isFinal, opcode: opcode, key: key.map(MaskingKey.init(rawValue:)),
      payloadLength: length, byteCount: bytes)
  }
}

@Test func headersOfEveryFormAreReadAndTheirBeginningsAreIncomplete() throws {
  for (bytes, role, header) in headers {
    #expect(try parse(bytes, role: role) == header)
    #expect(try parse(bytes + [0xFF, 0xFF], role: role) == header)
    for length in 0..<bytes.count {
      #expect(try parse(Array(bytes[..<length]), role: role) == nil)
    }
  }
}

@Test func headersOfEveryFormAreWrittenAsTheyAreRead() throws {
  for (bytes, _, header) in headers {
    var written = [UInt8](repeating: 0, count: FrameWriter.maximumHeaderLength)
    let length = unsafe written.withUnsafeMutableBytes {
      unsafe FrameWriter.writeHeader(
        opcode: header.opcode, fin: header.isFinal, payloadLength: header.payloadLength,
        key: header.key, into: $0)
    }
    #expect(Array(written[..<length]) == bytes)
  }
}

@Test func everyFirstByteIsEitherDefinedOrRefused() {
  for first in 0...UInt8.max {
    let isDefined =
      first & 0x70 == 0 && [0, 1, 2, 8, 9, 10].contains(first & 0xF)
      && (first & 0x8 == 0 || first & 0x80 != 0)
    let header = try? parse([first, 0x80, 0, 0, 0, 0])
    #expect((header != nil) == isDefined, "\(first)")
  }
}
