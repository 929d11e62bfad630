import Testing
import WebSocketCore

@Test func aReaderTakesAtMost96Bytes() {
  #expect(MemoryLayout<MessageReader>.size <= 96)
}

@Test func aReaderOwnsNothingBetweenMessagesHoweverTheyArrive() {
  var reader = MessageReader()
  #expect(reader.ownedBytes == 0)
  let messages = [
    frame(.text, letters(3000)), frame(.ping, letters(125)),
    frame(.text, letters(500), fin: false) + frame(.ping, letters(9)) + frame(.continuation, "!"),
    frame(.binary, []),
  ]
  for message in messages {
    for cuts in allCuts(message.count) {
      var start = 0
      for end in cuts + [message.count] {
        _ = reader.feed(message[start..<end])
        #expect(reader.hasUnfinishedMessage == (end < message.count))
        start = end
      }
      #expect(reader.ownedBytes == 0)
    }
  }
}

@Test func anUnfinishedHeaderIsHeldWithoutABuffer() {
  let stream = frame(.binary, letters(65_536))
  for length in 1...14 {
    var reader = MessageReader()
    _ = reader.feed(stream[..<length])
    #expect(reader.hasUnfinishedMessage == true)
    #expect(reader.ownedBytes == 0)
  }
}

@Test func theBufferGrowsWithWhatArrivedNotWithWhatWasAnnounced() {
  var reader = MessageReader()
  let stream = frame(.binary, letters(65_536))
  var fed = 0
  for length in [15, 20, 300, 1000, 5000, 20_000, 60_000] {
    _ = reader.feed(stream[fed..<length])
    fed = length
    let arrived = length - 14
    #expect(reader.ownedBytes >= arrived)
    #expect(reader.ownedBytes <= max(256, 2 * arrived))
  }
  #expect(reader.feed(stream[fed...]) == [.binary(letters(65_536))])
  #expect(reader.ownedBytes == 0)
}

@Test func theBufferOfAFinalFrameIsNotLargerThanItsMessage() {
  var reader = MessageReader()
  _ = reader.feed(frame(.text, letters(2048))[..<1400])
  _ = reader.feed(frame(.text, letters(2048))[1400..<2000])
  #expect(reader.ownedBytes <= 2048)
}

@Test func aFailedAndAClosedReaderOwnNothing() {
  var failed = MessageReader()
  _ = failed.feed(frame(.text, letters(500), fin: false))
  #expect(failed.ownedBytes > 0)
  #expect(
    failed.feed(frame(.text, "")).last == .failure(1002, "new message inside a fragmented one"))
  #expect(failed.ownedBytes == 0)

  var closed = MessageReader()
  _ = closed.feed(frame(.text, letters(500), fin: false))
  let close = frame(.close, [0x03, 0xE8])
  #expect(closed.feed(close[..<3]) + closed.feed(close[3...]) == [.close(1000, [])])
  #expect(closed.ownedBytes == 0)
  #expect(closed.hasUnfinishedMessage == false)
}
