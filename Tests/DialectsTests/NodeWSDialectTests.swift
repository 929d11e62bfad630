import Signaling
import Testing

@testable import Dialects

@Suite struct NodeWSDialectTests {
  @Test(
    arguments: [
      ("offer", .offer), ("answer", .answer), ("ice-candidate", .candidate),
      ("candidate", .candidate), ("chat", .other), ("leave", .other), ("ping", .other),
      (#"\u006fffer"#, .offer),
    ] as [(String, Signal.Kind)])
  func everyMessageIsASignalToOnePeer(type: String, kind: Signal.Kind) {
    #expect(
      NodeWSDialect.read(#"{"type":"\#(type)","targetUserId":"b"}"#)
        == .signal(Signal(kind: kind, target: .client(ClientID(lookup: "b")))))
  }

  @Test(arguments: [
    #"{"type":"offer"}"#, #"{"type":"chat","to":"b"}"#, #"{"type":"offer","targetUserId":7}"#,
    #"{"type":"offer","targetUserId":null}"#, #"{"type":"offer","TargetUserId":"b"}"#,
  ])
  func aMessageNeedsATargetUser(text: String) {
    #expect(NodeWSDialect.read(text).code == .badTarget)
  }

  @Test func aTargetThatNobodyCanHaveIsNobody() {
    let name = String(repeating: "x", count: 129)
    #expect(
      NodeWSDialect.read(#"{"type":"offer","targetUserId":"\#(name)"}"#)
        == .signal(Signal(kind: .offer, target: .client(ClientID(lookup: "")))))
  }

  @Test(arguments: ["participant-joined", "participant-left", "error", #"err\u006fr"#])
  func theHubsOwnTypesAreRefused(type: String) {
    #expect(
      NodeWSDialect.read(#"{"type":"\#(type)","targetUserId":"b"}"#).code == .reservedType)
  }

  @Test(arguments: [
    #"{"type":"a","targetUserId":"b","targetUserId":"c"}"#,
    #"{"type":"a","targetUserId":"b","Type":"error"}"#,
    #"{"type":"a","targetUserId":"b","from\u0055serId":"c"}"#, "", #"["type"]"#, "hello",
  ])
  func whatIsNotCleanIsRefused(text: String) {
    #expect(NodeWSDialect.read(text).code == .badMessage)
  }

  @Test func aMessageNeedsAStringType() {
    #expect(NodeWSDialect.read(#"{"targetUserId":"b"}"#).code == .missingType)
  }

  @Test(arguments: [
    (
      #"{"type":"offer","targetUserId":"b","sdp":{"type":"offer","sdp":"v=0"}}"#,
      #"{"fromUserId":"me","type":"offer","sdp":{"type":"offer","sdp":"v=0"}}"#
    ),
    (
      #"{"fromUserId":"x","type":"a","FROMUSERID":"y","TargetUserID":"z","targetUserId":"b","n":1e400}"#,
      #"{"fromUserId":"me","type":"a","n":1e400}"#
    ),
    (#"{"type":"a","targetUserId":"b","from":"x"}"#, #"{"fromUserId":"me","type":"a","from":"x"}"#),
  ])
  func theSenderIsTheHubsWordAndTheRestPassesAsItCame(text: String, relayed: String) {
    #expect(NodeWSDialect.relayed(text) == relayed)
  }

  @Test(arguments: [
    (#""type":"offer","sdp":"v=0""#, #""type":"offer","to":"b","sdp":"v=0""#),
    (
      #""type":"answer","sdp":{"type":"answer","sdp":"v=0"},"x":{}"#,
      #""type":"answer","to":"b","sdp":"v=0","x":{}"#
    ),
    (
      #""type":"ice-candidate","candidate":{"candidate":"c"}"#,
      #""type":"candidate","to":"b","candidate":{"candidate":"c"}"#
    ),
    (
      #""type":"ice-candidate","candidate":"c","sdpMid":null,"usernameFragment":"u""#,
      #""type":"candidate","to":"b","candidate":{"candidate":"c","sdpMid":null,"usernameFragment":"u"}"#
    ),
    (#""type":"ice-candidate","candidate":7"#, #""type":"candidate","to":"b","candidate":7"#),
    (#""type":"chat","to":"z","From":"x","senderInfo":{},"a":1"#, #""type":"chat","to":"b","a":1"#),
    (#""type":"pong","a":1"#, #""type":"peer:pong","to":"b","a":1"#),
  ])
  func aNativeClientReadsANodeOnesMessage(members: String, native: String) {
    #expect(
      NodeWSDialect.translated(#"{"targetUserId":"b",\#(members)}"#, to: NativeDialect.self)
        == #"{"from":"me",\#(native)}"#)
  }

  @Test(arguments: [
    (#""type":"offer","sdp":"v=0""#, #""type":"offer","fromUserId":"me","sdp":"v=0""#),
    (#""type":"offer","offer":"v=0","sdp":null"#, #""type":"offer","fromUserId":"me","sdp":"v=0""#),
    (
      #""type":"candidate","candidate":{"candidate":"c"},"a":1"#,
      #""type":"ice-candidate","fromUserId":"me","candidate":{"candidate":"c"},"a":1"#
    ),
    (
      #""type":"candidate","candidate":null"#,
      #""type":"ice-candidate","fromUserId":"me","candidate":null"#
    ),
    (#""type":"chat","fromUserId":"x","a":1"#, #""type":"chat","fromUserId":"me","a":1"#),
    (
      #""type":"participant-left","userId":"b""#,
      #""type":"peer:participant-left","fromUserId":"me","userId":"b""#
    ),
  ])
  func aNodeClientReadsANativeOnesMessage(members: String, node: String) {
    #expect(NativeDialect.translated("{\(members)}", to: NodeWSDialect.self) == "{\(node)}")
  }
}

@Suite struct NodeWSDialectEventsTests {
  private let ada = Peer.make("u1", name: "Ada", joinedAt: 1_136_214_245_678)
  private let bob = Peer.make("u2", name: "", joinedAt: 7)
  private let both =
    #"[{"id":"u1","name":"Ada","joinedAt":1136214245678},{"id":"u2","name":"u2","joinedAt":7}]"#

  @Test func newcomerAndOthersAreToldTheSame() {
    let expected =
      #"{"type":"participant-joined","userId":"u2","userName":"u2","participants":\#(both)}"#
    #expect(
      text(NodeWSDialect.welcome(.make(id: "u2", peer: bob, peers: [ada]))) == expected)
    #expect(
      text(NodeWSDialect.joined(bob, .make(ada, bob), for: ada.clientID)) == expected)
    #expect(!NodeWSDialect.isPersonal)
  }

  @Test func whoRemainsIsToldWhoLeft() {
    #expect(
      text(NodeWSDialect.left(ada, .closed, .make(bob), for: bob.clientID))
        == #"{"type":"participant-left","userId":"u1","userName":"Ada","#
        + #""participants":[{"id":"u2","name":"u2","joinedAt":7}]}"#)
  }

  @Test(
    arguments: [
      (.badMessage, "Invalid message format"), (.missingType, "Invalid message format"),
      (.reservedType, "Invalid message format"), (.badTarget, "Missing target user"),
      (.peerNotFound, "Target user not found"), (.rateLimited, "own words"),
      (.unavailable, "own words"),
    ] as [(Complaint.Code, String)])
  func errorsHaveTheProtocolsOwnWords(code: Complaint.Code, message: String) {
    #expect(
      text(NodeWSDialect.error(Complaint(code, "own words"), reference: nil))
        == #"{"type":"error","code":"\#(code.rawValue)","message":"\#(message)"}"#)
  }

  @Test func anErrorRepeatsTheMessagesReference() {
    #expect(
      text(NodeWSDialect.error(Complaint(.badTarget, ""), reference: Array("[1]".utf8)))
        == #"{"type":"error","code":"bad-target","message":"Missing target user","ref":[1]}"#)
  }
}
