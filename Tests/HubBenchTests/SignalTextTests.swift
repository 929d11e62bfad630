import Testing

@testable import hub_bench

struct SignalTextTests {
  private func member(_ name: StaticString, of message: [UInt8]) -> String? {
    unsafe message.withUnsafeBytes { unsafe $0.stringMember(name)?.text }
  }

  @Test(arguments: [300, 500, 501, 2_048, 6_144, 65_536])
  func aMessageHasExactlyItsSize(bytes: Int) throws {
    let message = try SignalText.make(bytes: bytes, to: "aB3xYz")
    #expect(message.count == bytes)
    #expect(member("\"to\":", of: message) == "aB3xYz")
    #expect(member("\"type\":", of: message) == (bytes <= 500 ? "candidate" : "offer"))
    #expect(message.last == UInt8(ascii: "}"))
  }

  @Test func withoutARecipientThereIsNoMember() throws {
    #expect(member("\"to\":", of: try SignalText.make(bytes: 300, to: nil)) == nil)
  }

  @Test func theBodyLeavesOutWhatTheHubMayChange() throws {
    let message = try SignalText.make(bytes: 2_048, to: "aB3xYz")
    let body = String(decoding: SignalText.body(of: message), as: UTF8.self)
    #expect(body.hasPrefix(#""sdp":"v=0\r\no=- "#))
    #expect(body.hasSuffix("\""))
  }

  @Test func aSizeTooSmallIsRefused() {
    #expect(throws: BenchmarkError.self) { try SignalText.make(bytes: 100, to: "aB3xYz") }
  }
}
