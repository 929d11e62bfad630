import Testing
import WebSocketCore

@Test func theExamplesOfTheStandardAreWritten() {
  // RFC 6455 5.7.
  #expect(FrameWriter.text("Hello") == [0x81, 0x05, 0x48, 0x65, 0x6C, 0x6C, 0x6F])
  #expect(
    FrameWriter.text("Hello", key: .test)
      == [0x81, 0x85, 0x37, 0xFA, 0x21, 0x3D, 0x7F, 0x9F, 0x4D, 0x51, 0x58])
  #expect(
    FrameWriter.frame(.text, Array("Hel".utf8), fin: false) == [0x01, 0x03, 0x48, 0x65, 0x6C])
  #expect(FrameWriter.frame(.continuation, Array("lo".utf8)) == [0x80, 0x02, 0x6C, 0x6F])
  #expect(FrameWriter.ping(Array("Hello".utf8)).prefix(2) == [0x89, 0x05])
  #expect(
    FrameWriter.pong(Array("Hello".utf8), key: .test)
      == [0x8A, 0x85, 0x37, 0xFA, 0x21, 0x3D, 0x7F, 0x9F, 0x4D, 0x51, 0x58])
  #expect(FrameWriter.binary(letters(256)).prefix(4) == [0x82, 0x7E, 0x01, 0x00])
  #expect(
    FrameWriter.binary(letters(65_536)).prefix(10) == [0x82, 0x7F, 0, 0, 0, 0, 0, 1, 0, 0])
}

@Test func lengthsTakeTheirMinimalForm() {
  let forms = [
    (0, 2), (1, 2), (125, 2), (126, 4), (65_535, 4), (65_536, 10), (Int.max, 10),
  ]
  for (payload, header) in forms {
    #expect(FrameWriter.headerLength(forPayload: payload) == header)
    #expect(FrameWriter.headerLength(forPayload: payload, masked: true) == header + 4)
  }
}

@Test func whatIsWrittenIsRead() {
  for length in [0, 1, 7, 8, 63, 64, 65, 125, 126, 127, 65_535, 65_536] {
    let payload = letters(length)
    #expect(read(FrameWriter.frame(.text, payload, key: .test)) == [.text(payload)])
    #expect(
      read(FrameWriter.frame(.text, payload), limits: .init(role: .client)) == [.text(payload)])
  }
}

@Test func closeFramesCarryCodeAndReason() {
  #expect(FrameWriter.close(nil) == [0x88, 0x00])
  #expect(FrameWriter.close(.normalClosure) == [0x88, 0x02, 0x03, 0xE8])
  #expect(
    FrameWriter.close(.rateLimited, reason: "slow") == [0x88, 0x06, 0x11, 0x4D] + Array("slow".utf8)
  )
}

@Test func aLongReasonIsCutBetweenTwoCharacters() {
  let reason = String(repeating: "a", count: 122) + "ä" + "b"
  let written = FrameWriter.close(.goingAway, reason: reason)
  #expect(written.count == 2 + 2 + 122)
  #expect(
    read(FrameWriter.close(.goingAway, reason: reason, key: .test)) == [
      .close(1001, written.suffix(122))
    ])
}
