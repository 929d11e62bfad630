import Testing

@testable import Dialects
@testable import Signaling

@Suite struct SocketIODialectTests {
  @Test(
    arguments: [
      ("offer", .offer), ("answer", .answer), ("candidate", .candidate), ("chat", .other),
    ] as [(String, Signal.Kind)])
  func aSignalIsANativeMessage(type: String, kind: Signal.Kind) {
    let everybody = EventRead.make(#"["signal",{"type":"\#(type)"}]"#)
    #expect(everybody.signal == Signal(kind: kind, target: .everybody))
    let one = EventRead.make(#" [ "sign\u0061l" , {"to":"b","type":"\#(type)"} ] "#)
    #expect(one.signal == Signal(kind: kind, target: .client(ClientID(lookup: "b"))))
    #expect(one.reading.event.name == .signal)
  }

  @Test(
    arguments: [
      ("{}", .missingType), (#"{"type":1}"#, .missingType),
      (#"{"type":"offer","to":1}"#, .badTarget),
      (#"{"type":"welcome"}"#, .reservedType), (#"{"type":"leave"}"#, .reservedType),
      (#"{"type":"ping"}"#, .reservedType), (#"{"type":"offer","type":"offer"}"#, .badMessage),
      (#"{"typ\u0065":"offer"}"#, .badMessage), (#"{"type":"a","Type":"b"}"#, .badMessage),
    ] as [(String, Complaint.Code)])
  func aSignalThatIsNoneIsComplainedAbout(object: String, code: Complaint.Code) {
    let read = EventRead.make(#"["signal",\#(object)]"#)
    #expect(read.complaint?.code == code)
    #expect(read.reading.event.name == .signal)
    #expect(read.reading.event.isMalformed == false)
  }

  @Test(arguments: [
    #"["signal"]"#, #"["signal","{}"]"#, #"["signal",[]]"#, #"["signal",null]"#,
    #"["signal",{"type":"a"},{"type":"b"}]"#, #"["join_room"]"#, #"["join_room",null]"#,
    #"["join_room",{},1]"#,
  ])
  func anEventTakesOneObject(text: String) {
    let read = EventRead.make(text)
    #expect(
      read.complaint == Complaint(.badMessage, "the event takes one object, and nothing else"))
    #expect(read.reading.event.isMalformed == false)
    #expect(read.reference == nil)
  }

  @Test func joinNamesTheRoomThePeerAndTheUser() throws {
    let read = EventRead.make(
      #"["join_room",{"room_name":"my-video-call","peer_id":"p-1","username":"Al\u0069ce"}]"#)
    let join = try #require(read.join)
    #expect(join.roomID == RoomID("my-video-call"))
    #expect(join.clientID == ClientID("p-1"))
    #expect(join.profile == Profile(name: "Alice"))
    #expect(join.token == nil)
    #expect(read.reading.event.name == .joinRoom)
  }

  @Test func joinMayShowAToken() {
    func token(_ json: String) -> String? {
      EventRead.make(
        #"["join_room",{"room_name":"r","peer_id":"p","username":"u","token":\#(json)}]"#
      ).join?.token?.secret
    }
    #expect(token(#""abc""#) == "abc")
    #expect(token("null") == nil)
    #expect(token("\"" + String(repeating: "a", count: 23) + "\"") == "")
  }

  @Test(arguments: [
    "{}", #"{"room_name":"r","peer_id":"p"}"#, #"{"room_name":"r","username":"u"}"#,
    #"{"peer_id":"p","username":"u"}"#, #"{"room_name":"","peer_id":"p","username":"u"}"#,
    #"{"room_name":"r","peer_id":7,"username":"u"}"#,
    #"{"room_name":"r","peer_id":"p","username":null}"#,
    #"{"Room_name":"r","peer_id":"p","username":"u"}"#,
  ])
  func fieldsThatAreMissingAreNamedInTheDocumentsWords(object: String) {
    #expect(
      EventRead.make(#"["join_room",\#(object)]"#).complaint
        == Complaint(
          .missingFields, "Missing required fields: room_name, peer_id, username"))
  }

  @Test(arguments: [
    #""room_name":"\u0000","peer_id":"p","username":"u""#,
    #""room_name":"r","peer_id":"a\nb","username":"u""#,
    #""room_name":"r","peer_id":"p","username":"\u009f""#,
    #""room_name":"r","peer_id":"\#(String(repeating: "é", count: 65))","username":"u""#,
    #""room_name":"\#(String(repeating: "\\u0061", count: 129))","peer_id":"p","username":"u""#,
  ])
  func namesObeyTheRule(members: String) {
    let complaint = EventRead.make(#"["join_room",{\#(members)}]"#).complaint
    #expect(complaint?.code == .missingFields)
    #expect(complaint?.message.hasPrefix("room_name, peer_id and username have 1 to 128") == true)
  }

  @Test(arguments: [
    #"{"room_name":"r","peer_id":"p","username":"u","token":1}"#,
    #"{"room_name":"r","room_name":"s","peer_id":"p","username":"u"}"#,
    #"{"room_name":"r","peer_id":"p","username":"u","p\u0061d":1}"#,
  ])
  func aRequestToJoinThatIsNoneIsComplainedAbout(object: String) {
    let read = EventRead.make(#"["join_room",\#(object)]"#)
    #expect(read.complaint?.code == .badMessage)
    #expect(read.reading.event.name == .joinRoom)
  }

  @Test(arguments: [#"["leave_room"]"#, #"["leave_room",{}]"#, #"["leave_room",null,1]"#])
  func leaveNeedsNoArgument(text: String) {
    let read = EventRead.make(text)
    guard case .leave = read.message else {
      Issue.record("not a leave")
      return
    }
    #expect(read.reading.event.name == .leaveRoom)
  }

  @Test(arguments: [
    #"["chat",{}]"#, #"["Signal",{"type":"a"}]"#, #"["signal ",{"type":"a"}]"#, #"[""]"#,
    #"["connect"]"#, #"["disconnect"]"#, #"["join_room_success",{}]"#,
  ])
  func otherEventsAreUnknown(text: String) {
    let read = EventRead.make(text)
    #expect(
      read.complaint
        == Complaint(.badMessage, "an unknown event; send join_room, leave_room or signal"))
    #expect(read.reading.event.name == .unknown)
    #expect(read.reading.event.isMalformed == false)
  }

  @Test(arguments: [
    "", "[]", "{}", "[1]", "[null]", #"[{"type":"a"}]"#, #"["signal""#, #""signal""#,
  ])
  func whatIsNoEventIsMalformed(text: String) {
    let read = EventRead.make(text)
    #expect(read.complaint?.code == .badMessage)
    #expect(read.reading.event.isMalformed)
    #expect(read.reference == nil)
  }

  @Test func textThatIsNotUTF8IsMalformed() {
    let bytes = Array(#"["signal",{"type":""#.utf8) + [0xED, 0xA0, 0x80] + Array(#""}]"#.utf8)
    #expect(EventRead.make(bytes).reading.event.isMalformed)
  }

  @Test func everyTruncationIsMalformed() {
    let text = Array(#"["join_room",{"room_name":"r","peer_id":"é","username":"u"}]"#.utf8)
    for length in 0..<text.count {
      #expect(EventRead.make(Array(text[..<length])).reading.event.isMalformed, "\(length)")
    }
    #expect(EventRead.make(text).join != nil)
  }

  @Test func referencesAreRepeatedAsTheyCame() {
    #expect(
      EventRead.make(#"["signal",{"type":"a","ref":{"n":[1, 2]}}]"#).reference == #"{"n":[1, 2]}"#)
    #expect(EventRead.make(#"["signal",{"ref":7}]"#).reference == "7")
    #expect(EventRead.make(#"["signal",{"type":"a"}]"#).reference == nil)
    #expect(EventRead.make(#"["signal",{"ref":7,"ref":8}]"#).reference == nil)
  }

  @Test func oneReadingIsUsedForOneEventAfterTheOther() {
    var reading = Reading()
    let first = Array(#"["signal",{"type":"a","ref":7}]"#.utf8)
    _ = SocketIODialect.read(first.span, &reading)
    #expect(SocketIODialect.reference(first.span, reading) == Array("7".utf8))
    let second = Array(#"["chat"]"#.utf8)
    _ = SocketIODialect.read(second.span, &reading)
    #expect(SocketIODialect.reference(second.span, reading) == nil)
    #expect(reading.event.name == .unknown)
  }

  @Test func complaintsQuoteNothingOfTheEvent() {
    for text in [#"["s3cret",1]"#, #"["signal",{"s3cret":s3cret}]"#, #"["signal","s3cret"]"#] {
      #expect(EventRead.make(text).complaint?.message.contains("s3cret") == false)
    }
  }
}
