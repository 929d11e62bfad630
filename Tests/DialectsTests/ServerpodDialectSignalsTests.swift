import Signaling
import Testing

@testable import Dialects

@Suite struct ServerpodDialectSignalsTests {
  @Test(arguments: [
    (
      #"{"type":"webrtc_offer","payload":"{\"sdp\": \"...\", \"type\": \"offer\"}","senderSessionId":"user-abc"}"#,
      #"{"senderSessionId":"me","type":"webrtc_offer","payload":"{\"sdp\": \"...\", \"type\": \"offer\"}"}"#
    ),
    (
      #"{"type":"webrtc_answer","payload":"{\"targetPeerId\":\"b\"}","x":1.0e5}"#,
      #"{"senderSessionId":"me","type":"webrtc_answer","payload":"{\"targetPeerId\":\"b\"}","x":1.0e5}"#
    ),
    (
      #"{"type":"chat","payload":"{}","SenderSessionID":"x","ſenderSessionId":"y"}"#,
      #"{"senderSessionId":"me","type":"chat","payload":"{}"}"#
    ),
    (
      #"{"type":"chat","payload":"plain"}"#,
      #"{"senderSessionId":"me","type":"chat","payload":"plain"}"#
    ),
    (#"{"type":"chat"}"#, #"{"senderSessionId":"me","type":"chat"}"#),
  ])
  func theSenderIsTheHubsWordAndTheRestPassesAsItCame(text: String, relayed: String) {
    #expect(ServerpodDialect.relayed(text) == relayed)
  }

  @Test(arguments: [
    (
      #"{"type":"webrtc_offer","payload":"{\"senderSessionId\":\"x\",\"sdp\":\"\\u00e4\\n\"}"}"#,
      #"{"senderSessionId":"me","payload":"{\"sdp\":\"\\u00e4\\n\"}","type":"webrtc_offer"}"#
    ),
    (
      #"{"type":"chat","payload":{"a":1,"SENDERSESSIONID":"x"}}"#,
      #"{"senderSessionId":"me","payload":{"a":1},"type":"chat"}"#
    ),
  ])
  func aSenderInsideThePayloadIsTakenOut(text: String, relayed: String) {
    #expect(ServerpodDialect.relayed(text) == relayed)
  }

  @Test(arguments: [
    (#"{\"sdp\":\"v=0\",\"type\":\"offer\"}"#, #"{"from":"me","type":"offer","sdp":"v=0"}"#),
    (#"{\"sdp\":\"v=0\"}"#, #"{"from":"me","type":"offer","sdp":"v=0"}"#),
    (
      #"{\"sdp\":{\"type\":\"offer\",\"sdp\":\"v=0\"},\"n\":1e400}"#,
      #"{"from":"me","type":"offer","sdp":"v=0","n":1e400}"#
    ),
    (#"{\"offer\":\"v=0\"}"#, #"{"from":"me","type":"offer","sdp":"v=0"}"#),
    (
      #"{\"sdp\":\"v=0\",\"type\":\"pranswer\"}"#,
      #"{"from":"me","type":"offer","sdp":{"type":"pranswer","sdp":"v=0"}}"#
    ),
    (
      #"{\"targetPeerId\":\"b\",\"sdp\":\"v=0\",\"senderInfo\":{}}"#,
      #"{"from":"me","type":"offer","to":"b","sdp":"v=0"}"#
    ),
  ])
  func aNativeClientReadsTheDescription(payload: String, native: String) {
    let text = #"{"type":"webrtc_offer","payload":"\#(payload)","senderSessionId":"x","From":"y"}"#
    #expect(ServerpodDialect.translated(text, to: NativeDialect.self) == native)
  }

  @Test(arguments: [
    (
      #"{\"candidate\":\"candidate:1\",\"sdpMid\":\"0\",\"sdpMLineIndex\":0}"#,
      #"{"candidate":"candidate:1","sdpMid":"0","sdpMLineIndex":0}"#
    ),
    (#"{\"candidate\":{\"candidate\":\"\"}}"#, #"{"candidate":""}"#),
    (#"{\"candidate\":null}"#, "null"), (#"{\"sdpMLineIndex\":0}"#, #"{"sdpMLineIndex":0}"#),
    (#"{\"type\":\"candidate\",\"candidate\":\"c\"}"#, #"{"candidate":"c"}"#),
  ])
  func aNativeClientReadsTheCandidate(payload: String, candidate: String) {
    #expect(
      ServerpodDialect.translated(
        #"{"type":"webrtc_ice_candidate","payload":"\#(payload)"}"#, to: NativeDialect.self)
        == #"{"from":"me","type":"candidate","candidate":\#(candidate)}"#)
  }

  @Test(arguments: [
    (#","payload":"{\"a\":1}","b":2"#, #","a":1,"b":2"#),
    (#","payload":"plain""#, #","payload":"plain""#), ("", ""),
    (#","payload":"{\"type\":\"private\",\"a\":1}""#, #","payload":{"type":"private","a":1}"#),
    (#","payload":"{\"to\":\"b\"}","to":"c""#, #","payload":{"to":"b"}"#),
    (#","payload":"{\"a\":1}","a":2"#, #","a":1"#),
  ])
  func whatIsInThePayloadAndBesideItBecomesOne(members: String, native: String) {
    #expect(
      ServerpodDialect.translated(#"{"type":"chat"\#(members)}"#, to: NativeDialect.self)
        == #"{"from":"me","type":"chat"\#(native)}"#)
  }

  @Test(arguments: [
    (
      #"{"type":"offer","sdp":"v=0\r\n","x":"\/"}"#,
      #"{"type":"webrtc_offer","payload":"{\"sdp\":\"v=0\\r\\n\",\"type\":\"offer\",\"x\":\"\\/\"}","senderSessionId":"me"}"#
    ),
    (
      #"{"type":"ice-candidate","candidate":{"candidate":"c","sdpMid":"0","from":"x"},"sdpMid":1,"y":2}"#,
      #"{"type":"webrtc_ice_candidate","payload":"{\"candidate\":\"c\",\"sdpMid\":\"0\",\"y\":2}","senderSessionId":"me"}"#
    ),
    (
      #"{"type":"candidate","candidate":null}"#,
      #"{"type":"webrtc_ice_candidate","payload":"{\"candidate\":null}","senderSessionId":"me"}"#
    ),
    (
      #"{"type":"candidate","candidate":{"a":1,"a":2}}"#,
      #"{"type":"webrtc_ice_candidate","payload":"{\"candidate\":{\"a\":1,\"a\":2}}","senderSessionId":"me"}"#
    ),
    (
      #"{"type":"chat","payload":"p"}"#,
      #"{"type":"chat","payload":"{\"payload\":\"p\"}","senderSessionId":"me"}"#
    ),
    (
      #"{"type":"peer_left","peerId":"b"}"#,
      #"{"type":"peer:peer_left","payload":"{\"peerId\":\"b\"}","senderSessionId":"me"}"#
    ),
  ])
  func aServerpodClientReadsANativeOnesMessage(native: String, serverpod: String) {
    #expect(NativeDialect.translated(native, to: ServerpodDialect.self) == serverpod)
  }
}
