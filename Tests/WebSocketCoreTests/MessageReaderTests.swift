import Testing

import WebSocketCore

/// Streams of frames and the events they make.
private let streams: [(name: String, stream: [UInt8], events: [Record])] = [
  ("nothing", [], []),
  // RFC 6455 5.7: a masked "Hello".
  (
    "the example of the standard",
    [0x81, 0x85, 0x37, 0xFA, 0x21, 0x3D, 0x7F, 0x9F, 0x4D, 0x51, 0x58], [.text("Hello")]
  ),
  ("an empty text", [0x81, 0x80, 1, 2, 3, 4], [.text("")]),
  ("an empty binary", [0x82, 0x80, 1, 2, 3, 4], [.binary([])]),
  ("bytes that are no text", frame(.binary, [0xFF, 0x00, 0xC0]), [.binary([0xFF, 0x00, 0xC0])]),
  (
    "two messages at once", frame(.text, "eins") + frame(.text, "zwei"),
    [.text("eins"), .text("zwei")]
  ),
  (
    "a text in three frames",
    frame(.text, "Hel", fin: false) + frame(.continuation, "l", fin: false)
      + frame(.continuation, "o"),
    [.text("Hello")]
  ),
  (
    "a binary in two frames",
    frame(.binary, [1, 2], fin: false) + frame(.continuation, [0xFF]), [.binary([1, 2, 0xFF])]
  ),
  (
    "empty frames around a text",
    frame(.text, "", fin: false) + frame(.continuation, "x", fin: false)
      + frame(.continuation, ""),
    [.text("x")]
  ),
  (
    "a message of empty frames",
    frame(.text, "", fin: false) + frame(.continuation, "", fin: false) + frame(.continuation, ""),
    [.text("")]
  ),
  (
    "characters cut between frames",
    frame(.text, [0xCE], fin: false) + frame(.continuation, [0xBA, 0xF0, 0x9F], fin: false)
      + frame(.continuation, [0x98], fin: false) + frame(.continuation, [0x80]),
    [.text("κ😀")]
  ),
  (
    "control frames between fragments and inside a character",
    frame(.text, [0xE6, 0xBC], fin: false) + frame(.ping, "1") + frame(.pong, "")
      + frame(.continuation, [0xA2], fin: false) + frame(.ping, letters(125))
      + frame(.continuation, "!") + frame(.pong, "2"),
    [.ping([0x31]), .pong([]), .ping(letters(125)), .text("漢!"), .pong([0x32])]
  ),
  (
    "control frames alone",
    frame(.ping, "") + frame(.pong, [0xFF, 0xFE]) + frame(.close, ""),
    [.ping([]), .pong([0xFF, 0xFE]), .close(nil, [])]
  ),
  (
    "a close with a reason, and what follows it ignored",
    frame(.close, [0x03, 0xE8] + Array("Tschüß".utf8)) + frame(.text, "late") + [0xFF, 0xFF],
    [.close(1000, Array("Tschüß".utf8))]
  ),
  (
    "a close inside a message",
    frame(.text, "never ends", fin: false) + frame(.close, [0x0F, 0xA0]), [.close(4000, [])]
  ),
  (
    "a close with the longest reason",
    frame(.close, [0x03, 0xE9] + letters(123)), [.close(1001, letters(123))]
  ),
  ("125 bytes", frame(.text, letters(125)), [.text(letters(125))]),
  ("126 bytes", frame(.text, letters(126)), [.text(letters(126))]),
  (
    "64 frames",
    frame(.text, "0", fin: false)
      + (1...62).flatMap { _ in frame(.continuation, "1", fin: false) }
      + frame(.continuation, "2"),
    [.text("0" + String(repeating: "1", count: 62) + "2")]
  ),
  ("65,535 bytes", frame(.binary, letters(65_535)), [.binary(letters(65_535))]),
  ("65,536 bytes, the limit", frame(.text, letters(65_536)), [.text(letters(65_536))]),
  (
    "65,536 bytes in two frames",
    frame(.text, letters(65_000), fin: false) + frame(.continuation, letters(536)),
    [.text(letters(65_000) + letters(536))]
  ),
]

@Test(arguments: streams.indices)
func streamsGiveTheSameEventsHoweverTheyAreCut(index: Int) {
  let (name, stream, events) = streams[index]
  #expect(read(stream) == events, "\(name)")
  for cuts in allCuts(stream.count) {
    let received = read(stream, cuts: cuts)
    if received != events {
      Issue.record("\(name), cut at \(cuts.prefix(4)): \(received.count) events differ")
      return
    }
  }
}

@Test func everyWellFormedTextPassesAtEverySplit() {
  for vector in UTF8Vectors.wellFormed {
    let stream = frame(.text, vector)
    for cuts in allCuts(stream.count) { #expect(read(stream, cuts: cuts) == [.text(vector)]) }
    for split in 0...vector.count {
      let fragments =
        frame(.text, vector[..<split], fin: false) + frame(.continuation, vector[split...])
      #expect(read(fragments) == [.text(vector)])
    }
  }
}

@Test func aClientReadsUnmaskedFramesAtEverySplit() {
  let limits = MessageReader.Limits(role: .client)
  let stream: [UInt8] =
    [0x81, 0x05] + Array("Hello".utf8) + [0x01, 0x01, 0xC3, 0x89, 0x00, 0x80, 0x01, 0xA4]
    + [0x88, 0x02, 0x03, 0xF4]
  let events: [Record] = [.text("Hello"), .ping([]), .text("ä"), .close(1012, [])]
  for cuts in allCuts(stream.count) + [[]] {
    #expect(read(stream, cuts: cuts, limits: limits) == events)
  }
}

@Test func aWholeMessageIsHandedOutWhereItLiesInTheInput() throws {
  var stream = frame(.text, "Hello")
  try unsafe stream.withUnsafeMutableBytes { input in
    var reader = MessageReader()
    var position = 0
    guard case .text(let text) = unsafe reader.next(input, from: &position, limits: .init()) else {
      throw UnexpectedEvent()
    }
    #expect(unsafe text.baseAddress == UnsafeRawPointer(input.baseAddress! + 6))
    #expect(reader.ownedBytes == 0)
    #expect(position == input.count)
  }
}

struct UnexpectedEvent: Error {}
