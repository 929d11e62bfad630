import Testing

@testable import hub_bench

struct FrameCounterTests {
  /// "Spam", a message of 200 bytes, a ping "hi", one of 70,000 bytes, two fragments, an empty one.
  private static let stream: [UInt8] =
    [0x81, 0x04] + Array("Spam".utf8)
    + [0x81, 126, 0, 200] + [UInt8](repeating: 0x81, count: 200)
    + [0x89, 0x02] + Array("hi".utf8)
    + [0x81, 127, 0, 0, 0, 0, 0, 1, 0x11, 0x70] + [UInt8](repeating: 7, count: 70_000)
    + [0x01, 0x01, 0x61, 0x80, 0x01, 0x62]
    + [0x81, 0x00]

  private func feed(_ bytes: ArraySlice<UInt8>, to counter: inout FrameCounter) -> Int {
    unsafe bytes.withUnsafeBytes { unsafe counter.feed($0) }
  }

  @Test func countsMessagesAndKeepsThePing() {
    var counter = FrameCounter()
    #expect(feed(Self.stream[...], to: &counter) == 5)
    #expect(counter.unansweredPing == Array("hi".utf8))
    #expect(!counter.isClosed)
  }

  @Test(arguments: Array(0...260) + [70_222, 70_223, 70_224, 70_228, 70_230])
  func aSplitAnywhereCountsTheSame(at split: Int) {
    var counter = FrameCounter()
    let first = feed(Self.stream[..<split], to: &counter)
    let second = feed(Self.stream[split...], to: &counter)
    #expect(first + second == 5)
    #expect(counter.unansweredPing == Array("hi".utf8))
  }

  @Test func byteByByteCountsTheSame() {
    var counter = FrameCounter()
    var count = 0
    for byte in Self.stream { count += feed([byte], to: &counter) }
    #expect(count == 5)
  }

  @Test func seesTheCloseFrame() {
    var counter = FrameCounter()
    let bytes: [UInt8] = [0x88, 0x02, 0x03, 0xe8]
    #expect(feed(bytes[...], to: &counter) == 0)
    #expect(counter.isClosed)
  }
}
