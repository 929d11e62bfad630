import Testing
import WebSocketCore

/// Streams that break a rule, the code they fail with, and what is wrong.
private let violations: [(stream: [UInt8], code: UInt16, reason: String)] = [
  ([0xC1, 0x80, 0, 0, 0, 0], 1002, "reserved bit set"),
  ([0xA1, 0x80, 0, 0, 0, 0], 1002, "reserved bit set"),
  ([0x91, 0x80, 0, 0, 0, 0], 1002, "reserved bit set"),
  ([0x83, 0x80], 1002, "reserved opcode"),
  ([0x87, 0x80], 1002, "reserved opcode"),
  ([0x8B, 0x80], 1002, "reserved opcode"),
  ([0x8F, 0x80], 1002, "reserved opcode"),
  ([0x09, 0x80], 1002, "fragmented control frame"),
  ([0x08, 0x80], 1002, "fragmented control frame"),
  ([0x89, 0xFE], 1002, "control frame longer than 125 bytes"),
  ([0x88, 0xFF], 1002, "control frame longer than 125 bytes"),
  ([0x81, 0x05], 1002, "unmasked frame"),
  ([0x81, 0xFE, 0x00, 0x7D], 1002, "length not in minimal form"),
  ([0x81, 0xFF, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF], 1002, "length not in minimal form"),
  ([0x81, 0xFF, 0x80, 0, 0, 0, 0, 0, 0, 0], 1002, "length beyond 63 bits"),
  ([0x80, 0x80, 0, 0, 0, 0], 1002, "continuation frame without a message"),
  (
    frame(.text, "a") + frame(.continuation, "b"), 1002, "continuation frame without a message"
  ),
  (
    frame(.text, "a", fin: false) + frame(.text, "b"), 1002, "new message inside a fragmented one"
  ),
  (
    frame(.binary, "a", fin: false) + frame(.binary, "b", fin: false), 1002,
    "new message inside a fragmented one"
  ),
  // The header alone is enough, whatever it announces.
  ([0x81, 0xFF, 0, 0, 0, 0, 0, 1, 0, 1, 0, 0, 0, 0], 1009, "message too big"),
  (
    [0x82, 0xFF, 0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0], 1009,
    "message too big"
  ),
  (
    frame(.binary, letters(65_536), fin: false) + [0x80, 0x81, 0, 0, 0, 0], 1009, "message too big"
  ),
  (
    frame(.text, "", fin: false) + (1...63).flatMap { _ in frame(.continuation, "", fin: false) }
      + [0x80, 0x80, 0, 0, 0, 0], 1009, "message of too many frames"
  ),
  (frame(.close, [0x03]), 1002, "close frame of one byte"),
  (frame(.close, [0x00, 0x00]), 1002, "invalid close code"),
  (frame(.close, [0x03, 0xE7]), 1002, "invalid close code"),  // 999
  (frame(.close, [0x03, 0xEC]), 1002, "invalid close code"),  // 1004
  (frame(.close, [0x03, 0xED]), 1002, "invalid close code"),  // 1005
  (frame(.close, [0x03, 0xEE]), 1002, "invalid close code"),  // 1006
  (frame(.close, [0x03, 0xF7]), 1002, "invalid close code"),  // 1015
  (frame(.close, [0x07, 0xD0]), 1002, "invalid close code"),  // 2000
  (frame(.close, [0x13, 0x88]), 1002, "invalid close code"),  // 5000
  (frame(.close, [0xFF, 0xFF]), 1002, "invalid close code"),
  (frame(.close, [0x03, 0xE8, 0xC3]), 1007, "close reason is not UTF-8"),
  (frame(.close, [0x03, 0xE8, 0xED, 0xA0, 0x80]), 1007, "close reason is not UTF-8"),
  (frame(.text, [0xC3]), 1007, "text ends inside a character"),
  (
    frame(.text, [0xF0, 0x9F], fin: false) + frame(.continuation, [0x98]), 1007,
    "text ends inside a character"
  ),
  (
    frame(.text, [0xF0, 0x9F], fin: false) + frame(.continuation, ""), 1007,
    "text ends inside a character"
  ),
  (frame(.text, [0x61, 0xFF]), 1007, "text is not UTF-8"),
  (frame(.text, [0xC3], fin: false) + frame(.continuation, "a"), 1007, "text is not UTF-8"),
]

@Test(arguments: violations.indices)
func violationsFailWithTheirCodeHoweverTheyAreCut(index: Int) {
  let (stream, code, reason) = violations[index]
  for cuts in allCuts(stream.count) + [[]] {
    let last = read(stream, cuts: cuts).last
    if last != .failure(code, reason) {
      Issue.record("\(reason), cut at \(cuts.prefix(4)): \(String(describing: last))")
      return
    }
  }
}

@Test(arguments: violations.indices)
func violationsFailBehindGoodMessagesToo(index: Int) {
  let (stream, code, reason) = violations[index]
  let events = read(frame(.text, "good") + frame(.ping, "") + stream)
  #expect(events.prefix(2) == [.text("good"), .ping([])])
  #expect(events.last == .failure(code, reason))
}

@Test func aClientRefusesMaskedFrames() {
  let events = read(frame(.text, "a"), limits: .init(role: .client))
  #expect(events == [.failure(1002, "masked frame")])
}

@Test func textFailsAtTheByteAtFaultInsideAnUnfinishedFrame() {
  for (bytes, place) in UTF8Vectors.malformed {
    let text = frame(.text, bytes + letters(40))
    var reader = MessageReader()
    for offset in 0..<(6 + place) { #expect(reader.feed([text[offset]]) == []) }
    #expect(reader.feed([text[6 + place]]) == [.failure(1007, "text is not UTF-8")])
    #expect(reader.ownedBytes == 0)
  }
}

@Test func malformedTextFailsAtEverySplitIntoFrames() {
  for (bytes, _) in UTF8Vectors.malformed {
    for split in 0...bytes.count {
      let stream =
        frame(.text, bytes[..<split], fin: false) + frame(.ping, "")
        + frame(.continuation, bytes[split...] + [0x61])
      #expect(read(stream).last == .failure(1007, "text is not UTF-8"))
    }
  }
}

@Test func limitsHoldToTheByteAndToTheFrame() {
  let limits = MessageReader.Limits(messageBytes: 1000, frames: 3)
  for length in [999, 1000] {
    #expect(read(frame(.text, letters(length)), limits: limits) == [.text(letters(length))])
  }
  #expect(
    read(frame(.text, letters(1001)), limits: limits) == [.failure(1009, "message too big")])
  let start = frame(.text, letters(600), fin: false) + frame(.continuation, "", fin: false)
  #expect(
    read(start + frame(.continuation, letters(400)), limits: limits)
      == [.text(letters(600) + letters(400))])
  #expect(
    read(start + frame(.continuation, letters(401)), limits: limits)
      == [.failure(1009, "message too big")])
  #expect(
    read(start + frame(.continuation, "", fin: false) + frame(.continuation, ""), limits: limits)
      == [.failure(1009, "message of too many frames")])
}

@Test func afterAFailureEverythingIsSwallowed() {
  var reader = MessageReader()
  #expect(reader.feed([0xFF, 0xFF, 1, 2]).count == 1)
  #expect(reader.feed(frame(.text, "late")) == [])
  #expect(reader.hasUnfinishedMessage == false)
}
