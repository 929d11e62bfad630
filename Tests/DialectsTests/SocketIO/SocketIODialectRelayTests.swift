import JSONEnvelope
import Testing

@testable import Dialects
@testable import Signaling

@Suite struct SocketIODialectRelayTests {
  @Test func aSignalPassesByteForByteWithItsSender() {
    #expect(
      EventRead.make(#"["signal", {"type":"offer","to":"b","sdp":"v=0\r\n", "x" : [1, 2]}]"#)
        .relayed(from: "alice")
        == #"42["signal",{"from":"alice","type":"offer","sdp":"v=0\r\n", "x" : [1, 2]}]"#)
  }

  @Test(arguments: ["from", "From", "FROM", "fRoM"])
  func theSendersOwnClaimIsDropped(key: String) {
    #expect(
      EventRead.make(#"["signal",{"\#(key)":"mallory","type":"offer"}]"#).relayed(from: "a\"b")
        == #"42["signal",{"from":"a\"b","type":"offer"}]"#)
  }

  @Test func whatIsRelayedIsASignalAgain() {
    let packet = EventRead.make(#"["signal",{"type":"candidate","candidate":null}]"#)
      .relayed(from: "a")
    let again = EventRead.make(String(packet.dropFirst(2)))
    #expect(again.signal == Signal(kind: .candidate, target: .everybody))
  }

  @Test func aSignalInTheWordsOfAllDialectsComesBackTheSame() throws {
    let read = EventRead.make(
      #"["signal",{"to":"b","type":"offer","sdp":"v=0\r\n","from":"mallory","x":[1]}]"#)
    let canonical = SocketIODialect.canonical(
      try #require(read.signal), read.bytes.span, read.reading)
    #expect(canonical.kind == .offer)
    #expect(canonical.sdp == Array(#""v=0\r\n""#.utf8))
    #expect(canonical.target == ClientID("b"))
    var output: [UInt8] = []
    SocketIODialect.append(canonical, from: .make("a"), to: &output)
    #expect(
      string(output) == #"42["signal",{"from":"a","type":"offer","sdp":"v=0\r\n","x":[1]}]"#)
  }

  @Test func clientsOfOtherProtocolsAreHeardAsSignals() {
    #expect(
      NativeDialect.translated(
        #"{"to":"b","type":"offer","sdp":"v=0"}"#, to: SocketIODialect.self)
        == #"42["signal",{"from":"me","type":"offer","sdp":"v=0"}]"#)
    #expect(
      NodeWSDialect.translated(
        #"{"type":"ice-candidate","targetUserId":"b","candidate":{"candidate":"c"}}"#,
        to: SocketIODialect.self)
        == #"42["signal",{"from":"me","type":"candidate","candidate":{"candidate":"c"}}]"#)
    #expect(
      NativeDialect.translated(#"{"type":"chat","text":"hi"}"#, to: SocketIODialect.self)
        == #"42["signal",{"from":"me","type":"chat","text":"hi"}]"#)
  }

  @Test func signalsAreHeardByClientsOfOtherProtocols() {
    let offer = #"["signal",{"to":"b","type":"offer","sdp":"v=0"}]"#
    #expect(
      SocketIODialect.translated(offer, to: NativeDialect.self)
        == #"{"from":"me","type":"offer","to":"b","sdp":"v=0"}"#)
    #expect(
      SocketIODialect.translated(offer, to: NodeWSDialect.self)
        == #"{"type":"offer","fromUserId":"me","sdp":"v=0"}"#)
  }

  @Test func anAcceptedSignalIsAcknowledged() {
    #expect(string(SocketIODialect.signalAccepted(0)) == #"430[{"ok":true}]"#)
    #expect(
      string(SocketIODialect.signalAccepted(2_147_483_647)) == #"432147483647[{"ok":true}]"#)
  }
}
