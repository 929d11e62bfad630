import Testing

@testable import hub_bench

struct FrameRewriterTests {
  private static let payloads: [[UInt8]] = [0, 1, 7, 64, 125, 126, 300, 2_048, 65_535, 65_536, 5]
    .map { count in (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31) } }

  private static let fromClient = payloads.flatMap { ClientFrame.frame(0x1, payload: $0) }

  private static let fromServer = payloads.flatMap { payload -> [UInt8] in
    switch payload.count {
    case ..<126: [0x81, UInt8(payload.count)] + payload
    case ...0xffff: [0x81, 126, UInt8(payload.count >> 8), UInt8(payload.count & 0xff)] + payload
    default: [0x81, 127, 0, 0, 0, 0, 0, UInt8(payload.count >> 16), 0, 0] + payload
    }
  }

  /// What a rewriter makes of a stream that arrives in pieces of one size.
  private func rewritten(_ stream: [UInt8], piece: Int) -> [UInt8] {
    let buffer = UnsafeMutableRawBufferPointer.allocate(
      byteCount: FrameRewriter.headroom + piece, alignment: 64)
    defer { unsafe buffer.deallocate() }
    var rewriter = FrameRewriter()
    var output: [UInt8] = []
    for start in stride(from: 0, to: stream.count, by: piece) {
      let bytes = stream[start..<min(start + piece, stream.count)]
      unsafe UnsafeMutableRawBufferPointer(rebasing: buffer[FrameRewriter.headroom...])
        .copyBytes(from: bytes)
      let result = unsafe rewriter.rewrite(buffer.baseAddress!, count: bytes.count)
      unsafe output.append(contentsOf: buffer[result.start..<result.start + result.count])
    }
    return output
  }

  @Test(arguments: Array(1...40) + [63, 64, 65, 1_000, 1_001, 4_099, 262_144])
  func piecesOfAnySizeGiveTheServersFrames(size: Int) {
    #expect(rewritten(Self.fromClient, piece: size) == Self.fromServer)
  }

  @Test func aCloseFrameEndsTheOutput() {
    var stream = [UInt8](repeating: 0, count: FrameRewriter.headroom)
    stream += ClientFrame.frame(0x1, payload: [1, 2, 3]) + ClientFrame.normalClosure
    var rewriter = FrameRewriter()
    let count = stream.count - FrameRewriter.headroom
    let output = unsafe stream.withUnsafeMutableBytes {
      unsafe rewriter.rewrite($0.baseAddress!, count: count)
    }
    #expect(output.isClosed)
    #expect(stream[output.start..<output.start + output.count] == [0x81, 3, 1, 2, 3])
  }
}
