import Testing

@testable import WebSocketCore

private func check(_ bytes: [UInt8]) -> UTF8Check {
  unsafe bytes.withUnsafeBytes { unsafe UTF8Check($0.bytes) }
}

@Test func wellFormedTextIsCompleteAtEveryOffsetFromAWord() {
  for vector in UTF8Vectors.wellFormed {
    for before in 0..<9 {
      for after in 0..<9 {
        #expect(check(letters(before) + vector + letters(after)) == .complete)
      }
    }
  }
}

@Test func malformedTextIsRefusedAtTheFirstByteAtFault() {
  for (bytes, place) in UTF8Vectors.malformed {
    for before in 0..<9 {
      let start = letters(before)
      #expect(check(start + bytes[..<place]) != .malformed, "\(bytes) before \(place)")
      #expect(check(start + bytes[...place]) == .malformed, "\(bytes) at \(place)")
      #expect(check(start + bytes + letters(9)) == .malformed)
    }
  }
}

@Test func everyScalarIsWellFormedAndItsBeginningsUnfinished() {
  for value in (0...0x10FFFF as ClosedRange<UInt32>) where value < 0x3000 || value % 61 == 0 {
    guard let scalar = Unicode.Scalar(value) else { continue }
    let bytes = Array(String(Character(scalar)).utf8)
    guard check(bytes) == .complete, check(bytes + letters(8)) == .complete else {
      Issue.record("U+\(String(value, radix: 16)) is refused")
      continue
    }
    for length in 1..<max(1, bytes.count)
    where check(Array(bytes[..<length])) != .unfinished(length) {
      Issue.record("the first \(length) bytes of U+\(String(value, radix: 16)) are misjudged")
    }
  }
}

/// All 65,536 pairs of bytes, alone and inside a word, against the standard library.
@Test func everyPairOfBytesIsJudgedAsTheStandardLibraryDoes() {
  var wrong = 0
  for pair in 0...UInt16.max {
    let bytes = [UInt8(pair >> 8), UInt8(pair & 0xFF)]
    let inWord = bytes + letters(8)
    if (check(bytes) == .complete) != (String(validating: bytes, as: UTF8.self) != nil) {
      wrong += 1
    }
    if (check(bytes) != .malformed) != isBeginningOfUTF8(bytes) { wrong += 1 }
    if (check(inWord) == .complete) != (String(validating: inWord, as: UTF8.self) != nil) {
      wrong += 1
    }
  }
  #expect(wrong == 0)
}

@Test func randomSequencesAreJudgedAsTheStandardLibraryDoes() {
  var random = SplitMix64(state: 3)
  let interesting: [UInt8] = [
    0x00, 0x41, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xC1, 0xC2, 0xDF, 0xE0, 0xE1, 0xEC,
    0xED, 0xEE, 0xEF, 0xF0, 0xF1, 0xF3, 0xF4, 0xF5, 0xFF,
  ]
  for _ in 0..<60_000 {
    // Mostly well-formed, so that the fault is not always at the start.
    var bytes: [UInt8] = []
    for _ in 0..<Int.random(in: 0...6, using: &random) {
      bytes += UTF8Vectors.wellFormed.randomElement(using: &random)!.prefix(6)
    }
    for _ in 0..<Int.random(in: 0...4, using: &random) {
      bytes.insert(
        interesting.randomElement(using: &random)!,
        at: Int.random(in: 0...bytes.count, using: &random))
    }
    let isValid = String(validating: bytes, as: UTF8.self) != nil
    if (check(bytes) == .complete) != isValid
      || (check(bytes) != .malformed) != isBeginningOfUTF8(bytes)
    {
      Issue.record("\(bytes) is judged \(check(bytes))")
      return
    }
  }
}
