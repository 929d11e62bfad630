import Signaling
import Testing

@testable import Dialects

@Suite struct NativeDialectReportTests {
  private func read(_ text: String) -> ClientMessage {
    var reading = Reading()
    return NativeDialect.read(Array(text.utf8).span, &reading)
  }

  private func report(_ text: String) throws -> (ICEReport, ClientID) {
    guard case .report(let report, let peer) = read(text) else {
      throw Complaint(.badMessage, "\(read(text)) is no report")
    }
    return (report, peer)
  }

  @Test(arguments: ICEState.allCases)
  func aReportSaysHowTheConnectionToAPeerIs(state: ICEState) throws {
    let (report, peer) = try report(
      #"{"type":"report","peer":"b","iceState":"\#(state.label)"}"#)
    #expect(report == ICEReport(state))
    #expect(peer == ClientID("b"))
  }

  @Test(
    arguments: [
      (#"{"local":"host","remote":"relay"}"#, .host, .relay),
      (#"{"remote":"srflx","local":"prflx","more":{"a":[1]}}"#, .prflx, .srflx),
      (#"{"local":"\u0068ost"}"#, .host, nil), (#"{"local":"tunnel","remote":1}"#, nil, nil),
      ("{}", nil, nil), ("null", nil, nil),
    ] as [(String, CandidateType?, CandidateType?)])
  func aReportMayNameTheCandidatesInUse(
    pair: String, local: CandidateType?, remote: CandidateType?
  ) throws {
    let (report, _) = try report(
      #"{"type":"report","candidatePair":\#(pair),"iceState":"connected","peer":"b"}"#)
    #expect(report == ICEReport(.connected, local: local, remote: remote))
  }

  @Test(
    arguments: [
      (#"{"type":"report"}"#, .badTarget), (#"{"type":"report","iceState":"new"}"#, .badTarget),
      (#"{"type":"report","peer":1,"iceState":"new"}"#, .badTarget),
      (#"{"type":"report","peer":"b"}"#, .badMessage),
      (#"{"type":"report","peer":"b","iceState":"broken"}"#, .badMessage),
      (#"{"type":"report","peer":"b","iceState":null}"#, .badMessage),
      (#"{"type":"report","peer":"b","iceState":"new","candidatePair":1}"#, .badMessage),
      (#"{"type":"report","peer":"b","iceState":"new","candidatePair":[]}"#, .badMessage),
      (
        #"{"type":"report","peer":"b","iceState":"new","candidatePair":{"a":1,"a":2}}"#,
        .badMessage
      ),
    ] as [(String, Complaint.Code)])
  func aReportThatSaysTooLittleIsRefused(text: String, code: Complaint.Code) {
    guard case .invalid(let complaint) = read(text) else {
      return #expect(Bool(false), "\(read(text))")
    }
    #expect(complaint.code == code)
  }

  @Test func aWordOfAnyLengthIsReadInNoTime() {
    let word = String(repeating: #"\u0061"#, count: 10_000)
    guard case .invalid = read(#"{"type":"report","peer":"b","iceState":"\#(word)"}"#) else {
      return #expect(Bool(false))
    }
  }
}
