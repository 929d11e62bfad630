import Testing

@testable import WebSocketCore

extension PayloadBuffer {
  fileprivate mutating func append(_ bytes: [UInt8], ceiling: Int = .max) {
    unsafe bytes.withUnsafeBytes { unsafe append($0, ceiling: ceiling) }
  }

  fileprivate var bytes: [UInt8] { unsafe Array(self[0..<count]) }
}

@Test func aBufferKeepsItsBytesWhileItGrows() {
  var buffer = PayloadBuffer()
  for length in 0..<100 { buffer.append(letters(length)) }
  #expect(buffer.bytes == (0..<100).flatMap(letters))
}

@Test func aBufferDoublesUpToItsCeiling() {
  var buffer = PayloadBuffer()
  buffer.append([1])
  #expect(buffer.capacity == 256)
  buffer.append(letters(256))
  #expect(buffer.capacity == 512)
  buffer.append(letters(256), ceiling: 600)
  #expect(buffer.capacity == 600)
}

@Test func aBufferForFewBytesIsExact() {
  var buffer = PayloadBuffer()
  buffer.append([1, 2], ceiling: 5)
  #expect(buffer.capacity == 5)
}

@Test func truncationKeepsTheHeadAndReleaseKeepsNothing() {
  var buffer = PayloadBuffer()
  buffer.append(letters(10))
  buffer.truncate(to: 3)
  buffer.append([0xFF])
  #expect(buffer.bytes == Array("abc".utf8) + [0xFF])
  buffer.release()
  #expect(buffer.capacity == 0)
  #expect(buffer.bytes == [])
}
