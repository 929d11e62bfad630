import Signaling
import Testing

@testable import Dialects

@Suite struct NativeDialectTests {
  @Test(
    arguments: [
      ("offer", .offer), ("answer", .answer), ("candidate", .candidate),
      ("ice-candidate", .candidate), ("chat", .other), ("", .other), ("Offer", .other),
      ("offer ", .other), ("candidates", .other), ("Welcome", .other), ("peer-joined ", .other),
      ("PING", .other), ("leaves", .other), (#"\u006fffer"#, .offer),
      (#"ice\u002dcandidate"#, .candidate),
    ] as [(String, Signal.Kind)])
  func theTypeTellsTheKind(type: String, kind: Signal.Kind) {
    #expect(
      NativeReading.make(#"{"type":"\#(type)"}"#).message
        == .signal(Signal(kind: kind, target: .everybody)))
  }

  @Test(arguments: ["leave", #"\u006ceave"#, #"leav\u0065"#])
  func leaveAsksToLeave(type: String) {
    #expect(NativeReading.make(#"{"type":"\#(type)","to":7}"#).message == .leave)
  }

  @Test(arguments: ["ping", #"p\u0069ng"#])
  func pingAsksForASignOfLife(type: String) {
    #expect(NativeReading.make(#"{"ref":1,"type":"\#(type)"}"#).message == .ping)
  }

  @Test(arguments: [
    "welcome", "peer-joined", "peer-left", "error", "pong", #"welc\u006fme"#, #"peer\u002Dleft"#,
  ])
  func theHubsOwnTypesAreRefused(type: String) {
    let reading = NativeReading.make(#"{"type":"\#(type)","to":"c"}"#)
    #expect(reading.code == .reservedType)
    #expect(reading.complaint.hasSuffix("is the hub's own; choose another"))
  }

  @Test(arguments: [
    #"{"type":"x","Type":"peer-left"}"#, #"{"TYPE":"welcome","type":"offer"}"#,
    #"{"type":"leave","tYPE":1}"#,
  ])
  func aSecondTypeInAnotherCaseIsRefused(text: String) {
    #expect(NativeReading.make(text).code == .badMessage)
  }

  @Test func theComplaintAboutAReservedTypeNamesIt() {
    #expect(
      NativeReading.make(#"{"type":"p\u006fng"}"#).complaint
        == #"the type "pong" is the hub's own; choose another"#)
  }

  @Test(arguments: [
    "{}", #"{"typ":"offer"}"#, #"{"Type":"offer"}"#, #"{"type":1}"#, #"{"type":null}"#,
    #"{"type":["offer"]}"#, #"{"type":{"type":"offer"}}"#, #"{"type":true}"#,
    #"{"data":{"type":"offer"}}"#,
  ])
  func aMessageNeedsAStringType(text: String) {
    let reading = NativeReading.make(text)
    #expect(reading.code == .missingType)
    #expect(reading.complaint == #"a message needs a string member "type""#)
  }

  @Test(arguments: [
    (#""abc123""#, "abc123"), (#""""#, ""), (#""\u0061""#, "a"), (#""\ud83c\udfa5""#, "🎥"),
    (#""a\"b\\""#, #"a"b\"#), (#""ä""#, "ä"), (#""\u0000""#, "\u{0}"),
  ])
  func toNamesOneAddressee(json: String, name: String) {
    for text in [#"{"type":"offer","to":\#(json)}"#, #"{"to":\#(json),"type":"offer"}"#] {
      let expected = Signal(kind: .offer, target: .client(ClientID(lookup: name)))
      #expect(NativeReading.make(text).message == .signal(expected))
    }
  }

  @Test(arguments: ["1", "null", "true", "false", "{}", "[]", #"["c"]"#, #"{"to":"c"}"#])
  func aTargetThatIsNoStringIsRefusedWhateverTheKind(value: String) {
    for type in ["offer", "answer", "candidate", "chat"] {
      let reading = NativeReading.make(#"{"type":"\#(type)","to":\#(value)}"#)
      #expect(reading.code == .badTarget)
      #expect(
        reading.complaint == #""to" is a client ID as a string; leave it out for everybody"#)
    }
  }

  @Test func aTargetThatNobodyCanHaveIsNotWorthHashing() {
    let name = String(repeating: "\u{301}\u{323}", count: 16_000)
    #expect(
      NativeReading.make(#"{"type":"offer","to":"\#(name)"}"#).message
        == .signal(Signal(kind: .offer, target: .client(ClientID(lookup: "")))))
  }

  @Test func aTargetInsideAnotherMemberIsNotTheAddressee() {
    #expect(
      NativeReading.make(#"{"type":"chat","data":{"to":"c"},"To":"d"}"#).message
        == .signal(Signal(kind: .other, target: .everybody)))
  }

  @Test(arguments: [
    ("", "not a message: byte 0: "), ("hello", "not a message: byte 0: "),
    ("[]", "not a message: byte 0: "), (#""type""#, "not a message: byte 0: "),
    (#"{"type":"offer""#, "not a message: byte 15: "),
    (#"{"type":"offer"}x"#, "not a message: byte 16: "),
    (#"{"type":"offer"}{"type":"offer"}"#, "not a message: byte 16: "),
    (#"{"type":"offer","type":"answer"}"#, "not a message: byte 16: "),
    (#"{"type":"offer","to":"a","to":"b"}"#, "not a message: byte 25: "),
    (#"{"typ\u0065":"offer"}"#, "not a message: byte 5: "),
    (#"{"type":"offer",}"#, "not a message: byte 16: "),
    ("{\"type\":\"a\nb\"}", "not a message: byte 10: "),
    (#"{"type":"\ud800"}"#, "not a message: byte 9: "),
    ("\u{FEFF}{\"type\":\"offer\"}", "not a message: byte 0: "),
    (#"{'type':'offer'}"#, "not a message: byte 1: "),
    (#"{"type":"offer","n":01}"#, "not a message: byte "),
    (#"{"type":"offer","n":NaN}"#, "not a message: byte 20: "),
  ])
  func whatIsNotOneStrictObjectIsRefusedAndSaidWhere(text: String, prefix: String) {
    let reading = NativeReading.make(text)
    #expect(reading.code == .badMessage)
    #expect(reading.complaint.hasPrefix(prefix), "\(reading.complaint)")
  }

  @Test func textThatIsNotUTF8IsRefused() {
    let bytes = Array(#"{"type":""#.utf8) + [0xC0, 0xAF] + Array(#""}"#.utf8)
    #expect(NativeReading.make(bytes).code == .badMessage)
  }

  @Test func tooDeepAndTooManyAreRefused() {
    let deep = String(repeating: "[", count: 32) + String(repeating: "]", count: 32)
    #expect(NativeReading.make(#"{"type":"a","d":\#(deep)}"#).code == .badMessage)
    let many = (0..<128).map { #""k\#($0)":0"# }.joined(separator: ",")
    #expect(NativeReading.make(#"{"type":"a",\#(many)}"#).code == .badMessage)
  }

  @Test func aComplaintQuotesNothingOfTheMessage() {
    for text in [#"{"secret":s3cret}"#, #"{"s3cret":1,"s3cret":2}"#, "s3cret", #"{"type":1e}"#] {
      #expect(NativeReading.make(text).complaint.contains("s3cret") == false)
    }
  }

  @Test func oneScannerReadsOneMessageAfterAnother() {
    var reading = NativeReading.make(#"{"type":"offer","to":"a","ref":1}"#)
    #expect(reading.reference == "1")
    reading = NativeReading.make("nonsense")
    #expect(reading.reference == nil)
  }
}

@Suite struct NativeDialectReferenceTests {
  @Test(arguments: [
    ("7", "7"), ("-1.5e3", "-1.5e3"), (#""x""#, #""x""#), (#""""#, #""""#),
    (#""a\u0062\"c""#, #""a\u0062\"c""#), (#""ä🎥""#, #""ä🎥""#), ("null", "null"),
    ("true", "true"), ("[1, {}]", "[1, {}]"), (#"{"a":[]}"#, #"{"a":[]}"#),
  ])
  func anyValueIsRepeatedAsItCame(json: String, reference: String) {
    #expect(NativeReading.make(#"{"type":"ping","ref": \#(json) }"#).reference == reference)
  }

  @Test func upTo256BytesAreRepeated() {
    let fits = #"""# + String(repeating: "x", count: 254) + #"""#
    #expect(NativeReading.make(#"{"type":"ping","ref":\#(fits)}"#).reference == fits)
    let tooLong = #"""# + String(repeating: "x", count: 255) + #"""#
    #expect(NativeReading.make(#"{"type":"ping","ref":\#(tooLong)}"#).reference == nil)
    let number = String(repeating: "1", count: 257)
    #expect(NativeReading.make(#"{"type":"ping","ref":\#(number)}"#).reference == nil)
  }

  @Test func aMessageWithoutOneHasNone() {
    #expect(NativeReading.make(#"{"type":"ping"}"#).reference == nil)
    #expect(NativeReading.make(#"{"type":"ping","Ref":1,"d":{"ref":2}}"#).reference == nil)
  }

  @Test func aMessageThatBreaksTheGrammarHasNone() {
    #expect(NativeReading.make(#"{"ref":7,"type":"ping"}}"#).reference == nil)
  }

  @Test func oneThatIsReadButRefusedKeepsItsReference() {
    #expect(NativeReading.make(#"{"ref":7}"#).reference == "7")
    #expect(NativeReading.make(#"{"type":"pong","ref":"a"}"#).reference == #""a""#)
    #expect(NativeReading.make(#"{"type":"offer","to":1,"ref":8}"#).reference == "8")
  }
}

@Suite struct NativeDialectRelayTests {
  @Test(arguments: [
    (#"{"type":"offer","sdp":"v=0"}"#, #"{"from":"me","type":"offer","sdp":"v=0"}"#),
    (#"{ "type" : "chat" , "x" : 1.0e5 }"#, #"{"from":"me","type" : "chat" , "x" : 1.0e5 }"#),
    (#"{"type":"a","from":"you"}"#, #"{"from":"me","type":"a"}"#),
    (#"{"from":"you","type":"a"}"#, #"{"from":"me","type":"a"}"#),
    (#"{"type":"a","from":{"from":"you"},"b":2}"#, #"{"from":"me","type":"a","b":2}"#),
    (#"{"type":"a","from":null}"#, #"{"from":"me","type":"a"}"#),
    (#"{"type":"a","From":"you","b":1}"#, #"{"from":"me","type":"a","b":1}"#),
    (#"{"FROM":"you","type":"a","fRoM":"he"}"#, #"{"from":"me","type":"a"}"#),
    (
      #"{"type":"a","data":{"from":"inner"}}"#, #"{"from":"me","type":"a","data":{"from":"inner"}}"#
    ),
    (#"{"type":"a","fromage":"x","fro":1}"#, #"{"from":"me","type":"a","fromage":"x","fro":1}"#),
    (#"{"type":"a","to":"b"}"#, #"{"from":"me","type":"a","to":"b"}"#),
  ])
  func theSenderIsTheHubsWordAndTheRestPassesAsItCame(text: String, relayed: String) {
    let reading = NativeReading.make(text)
    #expect(reading.code == nil)
    #expect(reading.stamped(from: "me") == relayed)
  }

  @Test(arguments: [
    #"{"type":"a","from":"x","from":"y"}"#, #"{"type":"a","fr\u006fm":"x"}"#,
    #"{"type":"a","\u0066rom":"x"}"#, #"{"\u0046rom":"x","type":"a"}"#,
  ])
  func twoSendersAndOneInDisguiseAreNotRelayed(text: String) {
    #expect(NativeReading.make(text).code == .badMessage)
  }

  @Test func aSenderWhoseNameNeedsEscapingIsEscaped() {
    #expect(
      NativeReading.make(#"{"type":"a"}"#).stamped(from: #"a"b\"#)
        == #"{"from":"a\"b\\","type":"a"}"#)
  }
}
