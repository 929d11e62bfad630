import Testing

@testable import hub_bench

struct SignalTextTests {
  private static let dialects: [Dialect] = [
    .native, .serverpod, .dysonNetwork, .nodeWS, .socketIO, .bare,
  ]

  private func member(_ name: StaticString, of message: SignalText) -> String? {
    unsafe message.bytes.withUnsafeBytes { unsafe $0.stringMember(name)?.text }
  }

  @Test(arguments: dialects, [300, 500, 501, 2_048, 6_144, 65_536])
  func aMessageHasExactlyItsSize(dialect: Dialect, bytes: Int) throws {
    let message = try SignalText(bytes: bytes, from: "peer-0", to: "peer-1", in: dialect)
    #expect(message.bytes.count == bytes)
  }

  @Test(arguments: dialects)
  func theContentIsInTheMessageAsTheDialectWritesIt(dialect: Dialect) throws {
    let offer = try SignalText(bytes: 2_048, from: "peer-0", to: "peer-1", in: dialect)
    #expect(offer.content.hasPrefix(#"v=0\r\no=- "#))
    #expect(offer.bytes.contains(dialect.nested(offer.content).utf8))
    let candidate = try SignalText(bytes: 300, from: "peer-0", to: "peer-1", in: dialect)
    #expect(candidate.content.hasPrefix("candidate:842163049 1 udp "))
    #expect(candidate.bytes.contains(candidate.content.utf8))
  }

  @Test func upTo500BytesAMessageIsACandidate() throws {
    let candidate = try SignalText(bytes: 500, to: "aB3xYz")
    #expect(member("\"type\":", of: candidate) == "candidate")
    #expect(member("\"to\":", of: candidate) == "aB3xYz")
    let offer = try SignalText(bytes: 501, to: "aB3xYz")
    #expect(member("\"type\":", of: offer) == "offer")
    #expect(member("\"to\":", of: offer) == "aB3xYz")
  }

  @Test func withoutARecipientThereIsNoMember() throws {
    #expect(member("\"to\":", of: try SignalText(bytes: 300, to: nil)) == nil)
  }

  @Test func aSizeTooSmallIsRefused() {
    #expect(throws: BenchmarkError.self) { try SignalText(bytes: 100, to: "aB3xYz") }
  }
}
