import Signaling
import Testing

@testable import Dialects

@Suite struct DysonNetworkDialectTests {
  @Test(
    arguments: [
      ("offer", .offer), ("answer", .answer), ("ice-candidate", .candidate),
      ("candidate", .candidate), ("chat", .other), ("leave", .other), ("webrtc", .other),
      (#"o\u0066fer"#, .offer),
    ] as [(String, Signal.Kind)])
  func everyMessageIsASignalAndTheTypeTellsItsKind(type: String, kind: Signal.Kind) {
    for text in [#"{"type":"\#(type)"}"#, #"{"data":{},"type":"\#(type)"}"#] {
      #expect(DysonNetworkDialect.read(text) == .signal(Signal(kind: kind, target: .everybody)))
      #expect(
        DysonNetworkGuideDialect.read(text) == .signal(Signal(kind: kind, target: .everybody)))
    }
  }

  @Test(
    arguments: [
      (#""user-guid""#, .account("user-guid")), (#""\u0061""#, .account("a")), ("null", .everybody),
      (#""""#, .account("")),
    ] as [(String, Target)])
  func toNamesAnAccount(json: String, target: Target) {
    #expect(
      DysonNetworkDialect.read(#"{"type":"offer","data":{"to":"z"},"to":\#(json)}"#)
        == .signal(Signal(kind: .offer, target: target)))
  }

  @Test func aTargetThatNobodyCanHaveIsNobody() {
    let name = String(repeating: "\u{301}\u{323}", count: 16_000)
    #expect(
      DysonNetworkDialect.read(#"{"type":"offer","to":"\#(name)"}"#)
        == .signal(Signal(kind: .offer, target: .account(""))))
  }

  @Test(arguments: ["7", "[]", #"{"id":"a"}"#, "false"])
  func aTargetThatIsNoStringIsRefused(json: String) {
    #expect(DysonNetworkDialect.read(#"{"type":"offer","to":\#(json)}"#).code == .badTarget)
  }

  @Test(arguments: [
    #"{"type":"a","data":{"x":1,"x":2}}"#, #"{"type":"a","data":{"s\u0065nderInfo":1}}"#,
    #"{"type":"a","senderInfo":1,"senderInfo":2}"#, #"{"type":"a","\u0053enderInfo":1}"#,
    #"{"type":"a","TYPE":"b"}"#, #"{"type":"a","data":{"x":}}"#, "", "7",
  ])
  func whatIsNotCleanIsRefused(text: String) {
    #expect(DysonNetworkDialect.read(text).code == .badMessage)
  }

  @Test(arguments: [#"{}"#, #"{"data":{"type":"offer"}}"#, #"{"type":null}"#])
  func aMessageNeedsAStringType(text: String) {
    #expect(DysonNetworkDialect.read(text).code == .missingType)
  }
}

@Suite struct DysonNetworkDialectSignalsTests {
  private let ada = Sender.make("c1", account: .make("acc", #"{"id":"acc","nick":"Ada"}"#))
  private let stamp =
    #""senderAccountId":"acc","SenderAccountId":"acc","#
    + #""senderInfo":{"id":"acc","nick":"Ada"},"SenderInfo":{"id":"acc","nick":"Ada"}"#

  @Test(arguments: [
    (
      #"{"type":"offer","offer":{"type":"offer","sdp":"v=0\r\n"}}"#,
      #""type":"offer","data":{"offer":{"type":"offer","sdp":"v=0\r\n"}},"#
    ),
    (
      #"{ "type" : "offer", "data" : { "offer" : "v=0" }, "to" : "b" }"#,
      #""type":"offer","data":{"offer" : "v=0" },"to":"b","#
    ),
    (
      #"{"type":"a","data":null,"to":null,"b":1.0e5}"#, #""type":"a","data":{"b":1.0e5},"#
    ),
    (#"{"type":"a","data":"text","b":[1]}"#, #""type":"a","data":"text","b":[1],"#),
    (#"{"type":"a","data":{}}"#, #""type":"a","data":{},"#),
    (#"{"type":"a"}"#, #""type":"a","data":{},"#),
  ])
  func theMessageIsWrappedByTheHub(text: String, packet: String) {
    #expect(
      DysonNetworkDialect.relayed(text, from: ada)
        == #"{"type":"webrtc.signal","data":{"# + packet + stamp + "}}")
    #expect(
      DysonNetworkGuideDialect.relayed(text, from: ada)
        == #"{"type":"signaling","data":{"# + packet + stamp + "}}")
  }

  @Test(arguments: [
    "senderAccountId", "SenderAccountId", "senderInfo", "SenderInfo", "SENDERINFO", "ſenderInfo",
  ])
  func theSendersOwnWordIsNowhere(key: String) {
    for text in [
      #"{"\#(key)":"x","type":"a","b":1}"#, #"{"type":"a","data":{"b":1,"\#(key)":{"id":"x"}}}"#,
      #"{"type":"a","data":{"\#(key)":"y","b":1},"\#(key)":"x"}"#,
    ] {
      #expect(
        DysonNetworkDialect.relayed(text, from: ada)
          == #"{"type":"webrtc.signal","data":{"type":"a","data":{"b":1},"# + stamp + "}}")
    }
  }

  @Test(arguments: [nil, "Bob"])
  func aSenderWithoutAnAccountIsDescribedByItsClientID(name: String?) {
    let shown = name ?? "c1"
    let info =
      #"{"id":"c1","name":"\#(shown)","nick":"\#(shown)","profile":{},"#
      + #""updatedAt":"1970-01-01T00:00:00Z"}"#
    #expect(
      NativeDialect.translated(
        #"{"type":"chat","a":1}"#, to: DysonNetworkDialect.self, from: .make("c1", name: name))
        == #"{"type":"webrtc.signal","data":{"type":"chat","data":{"a":1},"#
        + #""senderAccountId":"c1","SenderAccountId":"c1","#
        + #""senderInfo":\#(info),"SenderInfo":\#(info)}}"#)
  }

  @Test(arguments: [
    (
      #"{"type":"offer","sdp":"v=0","to":"b","n":1e400}"#,
      #""type":"offer","data":{"offer":{"type":"offer","sdp":"v=0"},"n":1e400},"to":"b","#
    ),
    (
      #"{"type":"answer","sdp":{"sdp":"v=0","type":"answer"}}"#,
      #""type":"answer","data":{"answer":{"type":"answer","sdp":"v=0"}},"#
    ),
    (
      #"{"type":"candidate","candidate":"c","sdpMid":"0"}"#,
      #""type":"ice-candidate","data":{"candidate":{"candidate":"c","sdpMid":"0"}},"#
    ),
    (
      #"{"type":"candidate","candidate":null}"#,
      #""type":"ice-candidate","data":{"candidate":null},"#
    ),
    (
      #"{"type":"candidate","candidates":[]}"#, #""type":"ice-candidate","data":{"candidates":[]},"#
    ),
    (#"{"type":"webrtc","data":{"a":1}}"#, #""type":"webrtc","data":{"data":{"a":1}},"#),
  ])
  func aDysonNetworkClientReadsANativeOnesMessage(native: String, packet: String) {
    #expect(
      NativeDialect.translated(native, to: DysonNetworkDialect.self, from: ada)
        == #"{"type":"webrtc.signal","data":{"# + packet + stamp + "}}")
  }

  @Test(arguments: [
    (#""type":"offer","offer":{"type":"offer","sdp":"v=0"}"#, #""type":"offer","sdp":"v=0""#),
    (#""type":"offer","data":{"offer":"v=0"},"to":"b""#, #""type":"offer","sdp":"v=0""#),
    (#""type":"offer","data":{"type":"offer","sdp":"v=0"}"#, #""type":"offer","sdp":"v=0""#),
    (
      #""type":"offer","offer":{"type":"offer","sdp":"v=0","x":1}"#,
      #""type":"offer","offer":{"type":"offer","sdp":"v=0","x":1}"#
    ),
    (
      #""type":"answer","data":{"answer":{"type":"pranswer","sdp":"v=0"}}"#,
      #""type":"answer","answer":{"type":"pranswer","sdp":"v=0"}"#
    ),
    (
      #""type":"ice-candidate","candidate":{"candidate":"c"}"#,
      #""type":"candidate","candidate":{"candidate":"c"}"#
    ),
    (
      #""type":"ice-candidate","data":{"candidate":"c","sdpMid":"0"}"#,
      #""type":"candidate","candidate":{"candidate":"c","sdpMid":"0"}"#
    ),
    (#""type":"chat","data":{"a":1},"b":2"#, #""type":"chat","a":1,"b":2"#),
    (#""type":"chat","data":{"type":"x"},"b":2"#, #""type":"chat","data":{"type":"x"},"b":2"#),
    (#""type":"chat","data":"text""#, #""type":"chat","data":"text""#),
    (#""type":"chat","data":null,"b":2"#, #""type":"chat","b":2"#),
    (#""type":"welcome","peers":[]"#, #""type":"peer:welcome","peers":[]"#),
  ])
  func aNativeClientReadsADysonNetworkOnesMessage(members: String, native: String) {
    #expect(
      DysonNetworkDialect.translated("{\(members)}", to: NativeDialect.self, from: ada)
        == #"{"from":"c1",\#(native)}"#)
  }
}

@Suite struct DysonNetworkDialectEventsTests {
  private let ada = Peer.make(
    "c1", name: "x", account: .make("acc", "{}", name: "ada", nick: "Ad\"a"),
    joinedAt: 1_136_214_245_678)
  private let adaText =
    #"{"id":"acc","clientId":"c1","name":"ada","nick":"Ad\"a","#
    + #""joinedAt":"2006-01-02T15:04:05.678Z"}"#
  private let bob = Peer.make("c2", name: "Bob", account: .make("bob-acc", "{}"))
  private let bobText =
    #"{"id":"bob-acc","clientId":"c2","name":"Bob","nick":"Bob","#
    + #""joinedAt":"1970-01-01T00:00:00.000Z"}"#

  @Test func theNewcomerIsToldWhoIsThere() {
    let arrival = Arrival.make(room: "chat/room-guid", id: "c1", peer: ada, peers: [bob])
    #expect(
      text(DysonNetworkDialect.welcome(arrival))
        == #"{"type":"webrtc","data":{"userId":"acc","roomId":"room-guid","clientId":"c1","#
        + #""message":"Connected to call...","timestamp":"2006-01-02T15:04:05.678Z","#
        + #""participants":[\#(bobText),\#(adaText)]}}"#)
    #expect(
      DysonNetworkGuideDialect.welcome(arrival) == DysonNetworkDialect.welcome(arrival))
  }

  @Test func theOthersAreToldByNameWithTheirOwnIDsInFront() {
    let roster = Roster.make(bob, ada, room: "chat/g")
    #expect(
      text(DysonNetworkDialect.joined(ada, roster, for: bob.clientID))
        == #"{"type":"webrtc","data":{"userId":"bob-acc","roomId":"g","clientId":"c2","#
        + #""message":"Ad\"a joined the call","timestamp":"2006-01-02T15:04:05.678Z","#
        + #""participants":[\#(bobText),\#(adaText)],"event":"joined","participant":\#(adaText)}}"#)
    #expect(DysonNetworkDialect.isPersonal)
  }

  @Test func theOthersAreToldWhoLeft() {
    let roster = Roster(roomID: RoomID("g")!, peers: [bob], at: 1_136_214_245_678)
    #expect(
      text(DysonNetworkDialect.left(ada, .lost, roster, for: bob.clientID))
        == #"{"type":"webrtc","data":{"userId":"bob-acc","roomId":"g","clientId":"c2","#
        + #""message":"Ad\"a left the call","timestamp":"2006-01-02T15:04:05.678Z","#
        + #""participants":[\#(bobText)],"event":"left","participant":\#(adaText)}}"#)
  }

  @Test func whoHasLeftMeanwhileIsToldNothing() {
    #expect(DysonNetworkDialect.joined(ada, .make(ada), for: bob.clientID) == nil)
  }

  @Test func anAccountWithoutANameIsCalledAsTheClient() {
    let peer = Peer.make("c2", name: "Bob", account: .make("bob-acc", "{}"))
    #expect(
      text(DysonNetworkDialect.joined(peer, .make(peer), for: peer.clientID))
        .contains(#""message":"Bob joined the call""#))
  }

  @Test func errors() {
    let complaint = Complaint(.peerNotFound, "nobody")
    #expect(
      text(DysonNetworkDialect.error(complaint, reference: nil))
        == #"{"type":"error","data":{"code":"peer-not-found","message":"nobody"}}"#)
    #expect(
      text(DysonNetworkDialect.error(complaint, reference: Array(#""r""#.utf8)))
        == #"{"type":"error","data":{"code":"peer-not-found","message":"nobody","ref":"r"}}"#)
  }
}
