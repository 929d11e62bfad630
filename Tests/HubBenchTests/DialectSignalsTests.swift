import Testing

@testable import hub_bench

struct DialectSignalsTests {
  @Test(arguments: [
    (Dialect.native, #"{"type":"offer","to":"bob","sdp":"v=0\r\n"}"#),
    (.bare, #"{"type":"offer","to":"bob","sdp":"v=0\r\n"}"#),
    (
      .serverpod,
      #"{"type":"webrtc_offer","payload":"{\"targetPeerId\":\"bob\",\"sdp\":\"v=0\\r\\n\","#
        + #"\"type\":\"offer\"}","senderSessionId":"ada"}"#
    ),
    (
      .dysonNetwork,
      #"{"type":"offer","to":"bob","data":{"offer":{"type":"offer","sdp":"v=0\r\n"}}}"#
    ),
    (.nodeWS, #"{"type":"offer","targetUserId":"bob","sdp":{"type":"offer","sdp":"v=0\r\n"}}"#),
    (.socketIO, #"42["signal",{"type":"offer","to":"bob","sdp":"v=0\r\n"}]"#),
  ])
  func anOfferIsTheOneOfTheDialectsDocument(dialect: Dialect, text: String) {
    #expect(dialect.offer(#"v=0\r\n"#, from: "ada", to: "bob") == text)
  }

  private static let candidate =
    #""candidate":{"candidate":"c","sdpMid":"0","sdpMLineIndex":0,"usernameFragment":"EsAw"}"#

  @Test(arguments: [
    (Dialect.native, #"{"type":"candidate","to":"bob",\#(candidate)}"#),
    (
      .serverpod,
      #"{"type":"webrtc_ice_candidate","payload":"{\"targetPeerId\":\"bob\","#
        + #"\"candidate\":\"c\",\"sdpMid\":\"0\",\"sdpMLineIndex\":0}","senderSessionId":"ada"}"#
    ),
    (.dysonNetwork, #"{"type":"ice-candidate","to":"bob","data":{\#(candidate)}}"#),
    (.nodeWS, #"{"type":"ice-candidate","targetUserId":"bob",\#(candidate)}"#),
    (.socketIO, #"42["signal",{"type":"candidate","to":"bob",\#(candidate)}]"#),
  ])
  func aCandidateIsTheOneOfTheDialectsDocument(dialect: Dialect, text: String) {
    #expect(dialect.candidate("c", from: "ada", to: "bob") == text)
  }
}
