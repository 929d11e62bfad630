import Signaling
import Testing
import WebSocketCore

@testable import SignalRelay

@Suite struct SessionInputTests {
  @Test func messagesOfOneReadComeInOrder() {
    let subject = Subject.make(.make(takesBinary: true))
    let input = text("one") + frame(.binary, [0, 255]) + text("") + text("grüß dich")
    #expect(
      subject.feed(input) == [.text("one"), .binary([0, 255]), .text(""), .text("grüß dich")])
  }

  @Test func anInputCutAnywhereGivesTheSameMessages() {
    let input =
      text("first") + text("be", fin: false) + frame(.ping, [7])
      + frame(.continuation, Array("hind".utf8)) + text("last")
    for cut in 0...input.count {
      let subject = Subject.make()
      let seen = subject.feed(Array(input[..<cut])) + subject.feed(Array(input[cut...]))
      #expect(
        seen == [.text("first"), .pong([7]), .text("behind"), .text("last")], "cut at \(cut)")
    }
  }

  @Test func aPingIsAnsweredWithItsPayload() {
    #expect(Subject.make().feed(frame(.ping, [1, 2, 3])) == [.pong([1, 2, 3])])
  }

  @Test func anUnaskedPongIsIgnored() {
    #expect(Subject.make().feed(frame(.pong, [1])) == [.ignore])
  }

  @Test func binaryEndsWith1003WhereOnlyTextIsTaken() {
    #expect(
      Subject.make().feed(frame(.binary, [1])) == [
        .end(.init(manner: .handshake, code: .unsupportedData, reason: .protocolError))
      ])
  }

  @Test(arguments: [nil, CloseCode.normalClosure, CloseCode(rawValue: 4999)])
  func theClientsCloseIsAnsweredWithItsOwnCode(_ code: CloseCode?) {
    #expect(
      Subject.make().feed(closeFrame(code, "bye")) == [
        .end(.init(manner: .answer, code: code, reason: .closed))
      ])
  }

  @Test(arguments: [
    (FrameWriter.text("unmasked"), CloseCode.protocolError),
    (frame(.text, [0xC0, 0xAF]), .invalidPayload),
    (frame(.text, [UInt8](repeating: 65, count: 11)), .messageTooBig),
    (
      text("a", fin: false) + frame(.continuation, [], fin: false) + frame(.continuation, []),
      .messageTooBig
    ),
  ])
  func aBrokenRuleFailsWithItsCode(_ input: [UInt8], _ code: CloseCode) {
    let subject = Subject.make(.make(messages: .init(messageBytes: 10, frames: 2)))
    #expect(
      subject.feed(input) == [.end(.init(manner: .fail, code: code, reason: .protocolError))])
  }
}
