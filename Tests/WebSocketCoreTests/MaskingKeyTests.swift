import Testing

@testable import WebSocketCore

/// RFC 6455 5.3, letter by letter.
private func naivelyMasked(_ bytes: [UInt8], _ key: MaskingKey) -> [UInt8] {
  let octets = (0..<4).map { UInt8(truncatingIfNeeded: key.rawValue >> (24 - 8 * UInt32($0))) }
  return bytes.indices.map { bytes[$0] ^ octets[$0 % 4] }
}

@Test func maskingMatchesTheExampleOfTheStandard() {
  // RFC 6455 5.7: "Hello" with the key 37 fa 21 3d.
  var bytes = Array("Hello".utf8)
  unsafe bytes.withUnsafeMutableBytes { unsafe _ = MaskingKey.test.apply(to: $0) }
  #expect(bytes == [0x7F, 0x9F, 0x4D, 0x51, 0x58])
}

@Test func maskingAtEveryAlignmentAndLengthEqualsTheNaiveLoop() {
  var random = SplitMix64(state: 1)
  let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: 320, alignment: 64)
  defer { unsafe memory.deallocate() }
  for alignment in 0..<16 {
    for length in 0...200 {
      let key = MaskingKey.random(using: &random)
      let bytes = (0..<length).map { _ in UInt8.random(in: 0...255, using: &random) }
      for index in memory.indices { unsafe memory[index] = 0xAA }
      let part = unsafe UnsafeMutableRawBufferPointer(
        rebasing: memory[(32 + alignment)..<(32 + alignment + length)])
      unsafe part.copyBytes(from: bytes)
      let isASCII = unsafe key.apply(to: part)
      let masked = unsafe Array(part)
      #expect(masked == naivelyMasked(bytes, key))
      #expect(isASCII == masked.allSatisfy { $0 < 0x80 })
      #expect(unsafe memory[..<(32 + alignment)].allSatisfy { $0 == 0xAA })
      #expect(unsafe memory[(32 + alignment + length)...].allSatisfy { $0 == 0xAA })
    }
  }
}

@Test func maskingInTwoPartsEqualsMaskingInOne() {
  let bytes = letters(150)
  let key = MaskingKey(rawValue: 0x0102_F0FE)
  let whole = naivelyMasked(bytes, key)
  for cut in 0...bytes.count {
    var head = Array(bytes[..<cut])
    var tail = Array(bytes[cut...])
    unsafe head.withUnsafeMutableBytes { unsafe _ = key.apply(to: $0) }
    unsafe tail.withUnsafeMutableBytes { unsafe _ = key.advanced(by: cut).apply(to: $0) }
    #expect(head + tail == whole)
  }
}

@Test func oneByteBeyondASCIIIsSeenWhereverItIs() {
  for length in 1...150 {
    for place in 0..<length {
      var bytes = letters(length)
      bytes[place] = 0x80
      let isASCII = unsafe bytes.withUnsafeMutableBytes {
        unsafe MaskingKey(rawValue: 0).apply(to: $0)
      }
      #expect(!isASCII)
    }
  }
}
