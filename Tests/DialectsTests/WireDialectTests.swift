import JSONEnvelope
import Signaling
import Testing

@testable import Dialects

/// Every kind of client to every other: what both can say arrives.
@Suite struct WireDialectTests {
  private static let texts = [
    #""v=0\r\no=- 46117 2 IN IP4 127.0.0.1\r\n""#, #""""#, #""\/\b\f\t\"\\\u0000\u001f""#,
    #""ä🎥\u00e4\ud83c\udfa5\u2028""#, "\"\u{7F}\u{2028}\u{FEFF}\"",
    "\"" + String(repeating: #"a=candidate:1 1 udp 2122\r\n"#, count: 2_200) + "\"",
  ]

  private static let values = [
    "1e400", "12345678901234567890", "-0.0", "1.10", "null", "true", #""\ud83c\udfa5\/""#,
    #"{ "a" : [1,{"b":{}}], "a" : "\u0061" }"#, "[[[]]]", #""""#,
  ]

  @Test(arguments: TestClient.pairs)
  func descriptionsArrive(sender: TestClient, receiver: TestClient) {
    for type in ["offer", "answer"] {
      for sdp in Self.texts {
        let text = sender.message(type, sender.description(type, sdp) + [("n", "1e400")])
        let read = receiver.read(pass(text, sender, receiver))
        #expect(read.type == type)
        #expect(read.sender == "\"me\"")
        #expect(receiver.description(type, in: read.members) == sdp)
        #expect(read.members["n"] == "1e400")
      }
    }
  }

  @Test(arguments: TestClient.pairs)
  func descriptionsArriveFromObjects(sender: TestClient, receiver: TestClient) {
    guard sender != receiver else { return }
    for key in ["sdp", "answer", "description"] {
      let object = #"{"sdp":"v=0\r\n", "type":"answer"}"#
      let read = receiver.read(pass(sender.message("answer", [(key, object)]), sender, receiver))
      #expect(receiver.description("answer", in: read.members) == #""v=0\r\n""#)
      #expect(read.members["description"] == nil)
    }
  }

  @Test(arguments: TestClient.pairs)
  func aDescriptionThatSaysMoreThanOthersCanSayArrivesAsItIs(
    sender: TestClient, receiver: TestClient
  ) {
    for object in [
      #"{"type":"answer","sdp":"v=0","x":1}"#, #"{"type":"pranswer","sdp":"v=0"}"#,
      #"{"sdp":"a","sdp":"b"}"#, #"{"sdp":7}"#, "[]", "7",
    ] {
      let read = receiver.read(pass(sender.message("answer", [("sdp", object)]), sender, receiver))
      #expect(read.members["sdp"] == object)
    }
  }

  @Test(arguments: TestClient.pairs)
  func candidatesArrive(sender: TestClient, receiver: TestClient) {
    let line = #""candidate:0 1 UDP 2122\/ 10.0.0.1 9 typ host""#
    let whole = #"{"candidate":\#(line),"sdpMid":"0","sdpMLineIndex":0,"usernameFragment":"u"}"#
    let forms: [(members: [(String, String)], candidate: String)] = [
      ([("candidate", whole)], whole), ([("candidate", "null")], "null"),
      ([("candidate", #"{"candidate":""}"#)], #"{"candidate":""}"#),
      (
        [
          ("usernameFragment", #""u""#), ("candidate", line), ("sdpMid", #""0""#),
          ("sdpMLineIndex", "0"),
        ], whole
      ),
      (
        [("candidate", #""""#), ("sdpMLineIndex", "1e400")],
        #"{"candidate":"","sdpMLineIndex":1e400}"#
      ),
    ]
    for form in forms {
      let members = form.members + [("n", "12345678901234567890")]
      let text = pass(sender.message("candidate", members), sender, receiver)
      let read = receiver.read(text)
      #expect(read.type == "candidate")
      #expect(read.members["n"] == "12345678901234567890")
      // Within a dialect a message keeps its form.
      guard sender.dialect.label != receiver.dialect.label else { continue }
      #expect(receiver.candidate(in: read.members) == form.candidate)
    }
  }

  @Test(arguments: TestClient.pairs)
  func anythingElseArrivesToTheLastDigit(sender: TestClient, receiver: TestClient) {
    let members = Self.values.enumerated().map { ("k\($0.offset) ä", $0.element) }
    let read = receiver.read(pass(sender.message("chat", members), sender, receiver))
    #expect(read.type == #""chat""#)
    for (key, value) in members { #expect(read.members[key] == value) }
  }

  @Test(arguments: TestClient.pairs)
  func noOtherSenderArrives(sender: TestClient, receiver: TestClient) {
    let words = [
      "from", "fromUserId", "senderSessionId", "senderAccountId", "SenderAccountId", "senderInfo",
      "SenderInfo", "FROM", "FROMUSERID", "ſenderſeſſionid", "ſenderAccountId", "SENDERINFO",
    ]
    let bytes = Array(sender.message("chat", words.map { ($0, #""forged""#) }).utf8)
    var reading = Reading()
    guard case .signal(let signal) = sender.dialect.wire.read(bytes.span, &reading) else {
      return #expect(Bool(false), "not read")
    }
    var output: [UInt8] = []
    receiver.dialect.wire.append(
      sender.dialect.wire.canonical(signal, bytes.span, reading), from: .make("me"), to: &output)
    #expect(!String(decoding: output, as: UTF8.self).contains("forged"))
    // Within a dialect only its own words are forgeries.
    output = []
    sender.dialect.wire.appendRelayed(bytes.span, reading, from: .make("me"), to: &output)
    let (_, name, members) = sender.read(String(decoding: output, as: UTF8.self))
    #expect(name == #""me""#)
    if sender == .serverpod { #expect(members["ſenderſeſſionid"] == nil) }
  }

  @Test(arguments: TestClient.pairs)
  func nobodySpeaksForTheHub(sender: TestClient, receiver: TestClient) {
    guard sender.dialect.label != receiver.dialect.label else { return }
    for type in [
      "welcome", "peer-joined", "peer-left", "error", "pong", "peers_list", "peer_joined",
      "peer_left", "participant-joined", "participant-left", #"peer\u005fleft"#,
    ] {
      let text = sender.message(type, [("peerId", #""b""#)])
      guard sender.dialect.wire.read(text).code != .reservedType else { continue }
      let passed = pass(text, sender, receiver)
      switch receiver {
      // What a packet wraps is not the hub's word.
      case .dysonNetwork, .dysonNetworkGuide:
        #expect(receiver.read(passed).type == "\"\(type)\"")
      // Nor is what comes in an event that the hub never speaks in.
      case .socketIO: #expect(passed.hasPrefix(#"42["signal",{"from":"me""#))
      case .native, .serverpod, .nodeWS:
        // The hub would not take it for its own word either.
        #expect(receiver.dialect.wire.read(passed).code != .reservedType)
        #expect(receiver.read(passed).members["peerId"] == #""b""#)
      }
    }
  }

  /// The message as the receiver gets it, which is clean JSON.
  private func pass(_ text: String, _ sender: TestClient, _ receiver: TestClient) -> String {
    let wire = sender.dialect.wire
    let passed =
      sender == receiver
      ? wire.relayed(text) : wire.translated(text, to: receiver.dialect.wire)
    var scanner = EnvelopeScanner()
    let bytes = Array(receiver.object(passed).utf8)
    #expect(throws: Never.self) { try scanner.scan(bytes.span) }
    return passed
  }
}

@Suite struct DialectWireTests {
  @Test func everyDialectHasItsOwnProtocol() {
    #expect(Set(Dialect.allCases.map { "\($0.wire)" }).count == Dialect.allCases.count)
    let wires: [any WireDialect.Type] = [
      NativeDialect.self, ServerpodDialect.self, DysonNetworkDialect.self,
      DysonNetworkGuideDialect.self, NodeWSDialect.self, SocketIODialect.self,
    ]
    for (dialect, wire) in zip(Dialect.allCases, wires) {
      #expect(ObjectIdentifier(dialect.wire) == ObjectIdentifier(wire))
    }
  }
}
