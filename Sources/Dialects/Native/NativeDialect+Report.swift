import JSONEnvelope
import Signaling

/// `{"type":"report","peer":ID,"iceState":…,"candidatePair":{"local":…,"remote":…}}`: what a client
/// tells the hub, and nobody else, of its connection to a peer.
extension NativeDialect {
  static func report(
    _ text: Span<UInt8>, _ reading: inout Reading
  ) throws(Complaint) -> ClientMessage {
    guard let peer = reading.outer.member("peer", in: text)?.target(in: text) else {
      throw Complaint(.badTarget, "a report names a client in \"peer\", as a string")
    }
    guard let state = word("iceState", in: reading.outer, text, ICEState.init(label:)) else {
      let words = ICEState.allCases.map(\.label).joined(separator: ", ")
      throw Complaint(.badMessage, "a report has an \"iceState\", one of: \(words)")
    }
    var report = ICEReport(state)
    if let pair = reading.outer.member("candidatePair", in: text), pair.kind != .null {
      do throws(EnvelopeError) {
        try reading.enter(pair, in: text)
      } catch {
        throw Complaint(.badMessage, "the \"candidatePair\" of a report is an object, or left out")
      }
      let inner = reading.innerText
      report.local = word("local", in: reading.inner, inner.span, CandidateType.init(label:))
      report.remote = word("remote", in: reading.inner, inner.span, CandidateType.init(label:))
    }
    return .report(report, about: ClientID(lookup: peer))
  }

  /// The value of a member that is one of a few short words; nil if it is none.
  private static func word<Value>(
    _ key: StaticString, in scanner: borrowing EnvelopeScanner, _ text: Span<UInt8>,
    _ make: (String) -> Value?
  ) -> Value? {
    guard let member = scanner.member(key, in: text), member.value.count <= 64 else { return nil }
    return member.string(in: text).flatMap(make)
  }
}
