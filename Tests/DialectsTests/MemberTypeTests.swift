import JSONEnvelope
import Signaling
import Testing

@testable import Dialects

@Suite struct MemberTypeTests {
  /// A message's `type` and the text that it stands in.
  private func type(_ value: String) throws -> (Member, [UInt8]) {
    let text = Array(#"{"type":\#(value)}"#.utf8)
    var scanner = EnvelopeScanner()
    try scanner.scan(text.span)
    let member = scanner.member("type", in: text.span)
    return (try #require(member), text)
  }

  @Test(
    arguments: [
      (#""offer""#, .offer), (#""answer""#, .answer), (#""candidate""#, .candidate),
      (#""ice-candidate""#, .candidate), (#""Offer""#, .other), (#""offers""#, .other),
      (#""""#, .other), ("1", .other), (#""\u006fffer""#, .offer),
    ] as [(String, Signal.Kind)])
  func aTypeTellsWhatIsCarried(value: String, kind: Signal.Kind) throws {
    let (member, text) = try type(value)
    #expect(member.kind(in: text.span) == kind)
  }

  @Test func theHubsOwnTypesAreRefused() throws {
    let (member, text) = try type(#""welcome""#)
    try member.check(besides: ["error", "pong"], in: text.span)
    let expected = Complaint(
      .reservedType, #"the type "welcome" is the hub's own; choose another"#)
    #expect(throws: expected) { try member.check(besides: ["error", "welcome"], in: text.span) }
  }
}
