import Testing
import WebSocketCore

@testable import SignalRelay

extension FrameBuffer {
  /// Writes a text message and answers the whole frame.
  fileprivate mutating func write(_ payload: [UInt8]) -> [UInt8] {
    let target = unsafe beginText(payloadLength: payload.count)
    unsafe target.copyBytes(from: payload)
    return unsafe Array(frame)
  }
}

@Suite struct FrameBufferTests {
  @Test(arguments: [0, 1, 125, 126, 4_092, 4_093, 65_535, 65_536, 200_000])
  func aFrameIsWhatTheWriterMakesOfTheSameBytes(_ count: Int) {
    var buffer = FrameBuffer()
    let payload = (0..<count).map { UInt8($0 % 251) }
    #expect(buffer.write(payload) == FrameWriter.frame(.text, payload))
  }

  @Test func theNextFrameIsNoLongerThanItself() {
    var buffer = FrameBuffer()
    _ = buffer.write([UInt8](repeating: 1, count: 10_000))
    #expect(buffer.write([7, 8]) == [0x81, 2, 7, 8])
  }
}
