import Signaling
import Testing

@testable import Dialects

@Suite struct ServerpodDialectTests {
  @Test(
    arguments: [
      ("webrtc_offer", .offer), ("webrtc_answer", .answer), ("webrtc_ice_candidate", .candidate),
      ("chat", .other), ("offer", .other), (#"webrtc\u005foffer"#, .offer),
    ] as [(String, Signal.Kind)])
  func theTypeTellsTheKind(type: String, kind: Signal.Kind) {
    #expect(
      ServerpodDialect.read(#"{"type":"\#(type)","payload":"{}"}"#)
        == .signal(Signal(kind: kind, target: .everybody)))
  }

  @Test func theDocumentsOffersAreRead() {
    let message =
      #"{"type":"webrtc_offer","payload":"{\"sdp\": \"...\", \"type\": \"offer\","#
      + #" \"targetPeerId\": \"user-def\"}","senderSessionId":"user-abc"}"#
    #expect(
      ServerpodDialect.read(message)
        == .signal(Signal(kind: .offer, target: .client(ClientID(lookup: "user-def")))))
  }

  @Test(arguments: [
    #"{"type":"leave_room"}"#, #"{"type":"leave\u005froom","payload":7}"#,
  ])
  func leaveRoomLeaves(text: String) {
    #expect(ServerpodDialect.read(text) == .leave)
  }

  @Test(arguments: ["peers_list", "peer_joined", "peer_left", "error", #"peer\u005fleft"#])
  func theHubsOwnTypesAreRefused(type: String) {
    #expect(ServerpodDialect.read(#"{"type":"\#(type)","payload":"{}"}"#).code == .reservedType)
  }

  @Test(arguments: [
    #"{"type":"webrtc_offer"}"#, #"{"type":"webrtc_offer","payload":{"sdp":"v=0"}}"#,
    #"{"type":"webrtc_answer","payload":7}"#, #"{"type":"webrtc_answer","payload":"[]"}"#,
    #"{"type":"webrtc_answer","payload":""}"#, #"{"type":"webrtc_answer","payload":"\u0000"}"#,
    #"{"type":"webrtc_ice_candidate","payload":"{\"a\":1,\"a\":2}"}"#,
    #"{"type":"webrtc_ice_candidate","payload":"{\"targetP\\u0065erId\":\"x\"}"}"#,
    #"{"type":"webrtc_offer","payload":"{\"sdp\":\"\\ud800\"}"}"#,
    #"{"type":"webrtc_offer","payload":"{} {}"}"#,
    #"{"type":"chat","payload":"{\"a\":1,\"a\":2}"}"#,
    #"{"type":"chat","payload":" {\"a\":"}"#, #"{"type":"chat","payload":"{\"a\":1}x"}"#,
    #"{"type":"chat","payload":"{'a':1}"}"#, #"{"type":"chat","payload":{"a":1,"a":2}}"#,
    #"{"type":"chat","payload":{"\u0061":1}}"#,
    #"{"type":"a","type":"b"}"#, #"{"type":"a","Type":"peer_left"}"#, "", "[]", "null",
  ])
  func whatIsNotCleanIsRefused(text: String) {
    #expect(ServerpodDialect.read(text).code == .badMessage)
  }

  @Test(arguments: [#"{}"#, #"{"type":7,"payload":"{}"}"#, #"{"action":"leave"}"#])
  func aMessageNeedsAStringType(text: String) {
    #expect(ServerpodDialect.read(text).code == .missingType)
  }

  @Test(arguments: [
    #""plain text""#, "7", "null", "[1]", #""[]""#, #""""#, #""say {\"a\":1}""#, #""[{\"a\":1}]""#,
  ])
  func otherTypesMayHaveAnyPayload(payload: String) {
    #expect(
      ServerpodDialect.read(#"{"type":"chat","payload":\#(payload)}"#)
        == .signal(Signal(kind: .other, target: .everybody)))
  }

  @Test(arguments: [
    #""{\"targetPeerId\":\"b\"}""#, #"{"targetPeerId":"b"}"#,
    #""{\"targetPeerId\":\"\\u0062\"}""#, #""{\"targetPeerId\":\"\u0062\"}""#,
  ])
  func theTargetIsInThePayload(payload: String) {
    #expect(
      ServerpodDialect.read(#"{"type":"chat","payload":\#(payload),"targetPeerId":"z"}"#)
        == .signal(Signal(kind: .other, target: .client(ClientID(lookup: "b")))))
  }

  @Test func aTargetThatIsNullIsNone() {
    #expect(
      ServerpodDialect.read(#"{"type":"webrtc_answer","payload":"{\"targetPeerId\":null}"}"#)
        == .signal(Signal(kind: .answer, target: .everybody)))
  }

  @Test(arguments: ["7", "[]", "{}", "true"])
  func aTargetThatIsNoStringIsRefused(target: String) {
    #expect(
      ServerpodDialect.read(#"{"type":"webrtc_answer","payload":"{\"targetPeerId\":\#(target)}"}"#)
        .code == .badTarget)
  }

  @Test(arguments: [129, 900, 60_000])
  func aTargetThatNobodyCanHaveIsNobody(length: Int) {
    let name = String(repeating: "x", count: length)
    #expect(
      ServerpodDialect.read(#"{"type":"chat","payload":"{\"targetPeerId\":\"\#(name)\"}"}"#)
        == .signal(Signal(kind: .other, target: .client(ClientID(lookup: "")))))
  }

  @Test func aMessageAfterOneWithAPayloadHasNone() {
    var reading = Reading()
    let first = Array(#"{"type":"chat","payload":"{\"targetPeerId\":\"b\"}"}"#.utf8)
    let second = Array(#"{"type":"chat"}"#.utf8)
    _ = ServerpodDialect.read(first.span, &reading)
    #expect(
      ServerpodDialect.read(second.span, &reading)
        == .signal(Signal(kind: .other, target: .everybody)))
  }

  @Test func aComplaintQuotesNothingOfThePayload() {
    let message = ServerpodDialect.read(#"{"type":"webrtc_offer","payload":"s3cret"}"#)
    guard case .invalid(let complaint) = message else { return #expect(Bool(false)) }
    #expect(
      complaint.message
        == "\"payload\" is not a JSON object: byte 0: the text is not a JSON object;"
        + " start it with an opening brace")
  }
}

@Suite struct ServerpodDialectJoinTests {
  private func join(
    _ profile: Profile, room: String = "room-123", id: String = "user-abc", token: String? = nil
  ) -> ClientMessage {
    .join(
      JoinRequest(
        roomID: RoomID(room)!, clientID: ClientID(lookup: id), profile: profile,
        token: token.map(Token.init(presented:))))
  }

  @Test func theDocumentsJoinIsRead() {
    #expect(
      ServerpodDialect.read(#"{"action":"join","roomId":"room-123","sessionId":"user-abc"}"#)
        == join(Profile()))
  }

  @Test func metadataIsKeptAsItCameAndNamesTheClient() {
    let metadata = #"{ "name" : "John Doe", "role": "admin" }"#
    #expect(
      ServerpodDialect.read(
        #"{"action":"join","roomId":"room-123","sessionId":"user-abc","metadata":\#(metadata)}"#)
        == join(Profile(name: "John Doe", metadata: Array(metadata.utf8))))
  }

  @Test(arguments: [
    (#","name":"Ada","metadata":{"name":"Bob"}"#, "Ada", #"{"name":"Bob"}"#),
    (#","name":"","metadata":{"name":"Bob"}"#, "Bob", #"{"name":"Bob"}"#),
    (#","name":null,"metadata":{"name":7}"#, nil, #"{"name":7}"#),
    (#","metadata":{"name":"a\u0000"}"#, nil, #"{"name":"a\u0000"}"#),
    (#","metadata":{"name":"a","name":"b"}"#, nil, #"{"name":"a","name":"b"}"#),
    (#","metadata":null"#, nil, nil),
  ])
  func theNameBesideTheMetadataComesFirst(json: String, name: String?, metadata: String?) {
    #expect(
      ServerpodDialect.read(
        #"{"action":"join","roomId":"room-123","sessionId":"user-abc"\#(json)}"#)
        == join(Profile(name: name, metadata: metadata.map { Array($0.utf8) })))
  }

  @Test func aTokenTakesTheOwnPlaceAgain() {
    #expect(
      ServerpodDialect.read(
        #"{"action":"join","roomId":"room-123","sessionId":"user-abc","token":"t0k3n"}"#)
        == join(Profile(), token: "t0k3n"))
  }

  @Test(arguments: [
    #""sessionId":"b""#, #""roomId":"a""#, #""roomId":7,"sessionId":"b""#,
    #""roomId":"","sessionId":"b""#, #""roomId":"a","sessionId":"\u0007""#,
    #""roomId":"a","sessionId":null"#,
  ])
  func roomAndSessionAreNeeded(json: String) {
    #expect(ServerpodDialect.read(#"{"action":"join",\#(json)}"#).code == .missingFields)
  }

  @Test func namesHave128BytesAtMost() {
    let fits = String(repeating: "ä", count: 64)
    #expect(
      ServerpodDialect.read(#"{"action":"join","roomId":"\#(fits)","sessionId":"\#(fits)"}"#)
        == join(Profile(), room: fits, id: fits))
    #expect(
      ServerpodDialect.read(#"{"action":"join","roomId":"a","sessionId":"\#(fits)x"}"#).code
        == .missingFields)
    #expect(
      ServerpodDialect.read(
        #"{"action":"join","roomId":"a","sessionId":"b","name":"\#(fits)x"}"#
      ).code == .badMessage)
  }

  @Test func metadataIsAnObjectOf2048BytesAtMost() {
    let join = { (metadata: String) in
      ServerpodDialect.read(
        #"{"action":"join","roomId":"a","sessionId":"b","metadata":\#(metadata)}"#)
    }
    let fits = #"{"a":""# + String(repeating: "x", count: 2040) + #""}"#
    #expect(fits.utf8.count == 2048)
    #expect(join(fits).code == nil)
    #expect(join(fits.replacing("{", with: "{ ")).code == .badMessage)
    #expect(join("[]").code == .badMessage)
    #expect(join(#""{}""#).code == .badMessage)
  }
}
