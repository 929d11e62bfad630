import Testing

@testable import Dialects
@testable import Signaling

/// A session with the memory it reads into; actions as text, which compare.
private struct Client {
  var session = SocketIOSession()
  var reading = Reading()

  static func connected() -> Client {
    var client = Client()
    _ = client.send("0")
    client.session.accepted()
    return client
  }

  mutating func send(_ text: String) -> String { send(Array(text.utf8)) }

  mutating func send(_ bytes: [UInt8]) -> String {
    switch session.received(bytes.span, &reading) {
    case .connect(let token): "connect \(token ?? "without token")"
    case .event(let message, let payload, let number):
      "\(Self.word(message)) \(string(Array(bytes[payload]))) \(number.map(String.init) ?? "-")"
    case .answer(let packet): "answer \(string(packet))"
    case .disconnect: "disconnect"
    case .ignore: "ignore"
    case .violation(let violation): "violation \(violation.rawValue)"
    }
  }

  private static func word(_ message: ClientMessage) -> String {
    switch message {
    case .signal: "signal"
    case .join: "join"
    case .leave: "leave"
    case .ping: "ping"
    case .report: "report"
    case .invalid(let complaint): complaint.code.rawValue
    }
  }
}

@Suite struct SocketIOSessionTests {
  @Test func connectComesFirst() {
    for packet in ["1", #"2["signal",{"type":"a"}]"#, "30[]", #"2/a,["b"]"#, "1/a,"] {
      var client = Client()
      #expect(client.send(packet) == "violation not-connected")
      #expect(client.send("0") == "ignore", "a violation is the end")
    }
  }

  @Test func connectIsAcceptedOnce() {
    var client = Client()
    #expect(client.send("0") == "connect without token")
    #expect(client.session.isConnected == false)
    client.session.accepted()
    #expect(client.session.isConnected)
    #expect(client.send("0") == "violation already-connected")
    #expect(client.session.isConnected == false)
  }

  @Test func nothingMayComeWhileConnectIsDecided() {
    for packet in ["0", "0{}"] {
      var client = Client()
      #expect(client.send("0") == "connect without token")
      #expect(client.send(packet) == "violation already-connected")
    }
    var client = Client()
    #expect(client.send("0") == "connect without token")
    #expect(client.send(#"2["leave_room"]"#) == "violation not-connected")
    client.session.accepted()
    #expect(client.session.isConnected == false, "too late")
  }

  @Test func aRefusedConnectMayBeTriedAgain() {
    var client = Client()
    #expect(client.send(#"0{"token":"old"}"#) == "connect old")
    client.session.refused()
    #expect(client.send(#"0{"token":"new"}"#) == "connect new")
    client.session.accepted()
    #expect(client.session.isConnected)
    client.session.refused()
    #expect(client.session.isConnected)
  }

  @Test(
    arguments: [
      ("0{}", "without token"), (#"0{"token":"a.b.c"}"#, "a.b.c"),
      (#"0{"access_token":"a.b.c"}"#, "a.b.c"), (#"0{"access_token":"b","token":"a"}"#, "a"),
      (#"0{"token":null,"access_token":"b"}"#, "b"), (#"0{"token":null}"#, "without token"),
      (#"0{"Token":"a"}"#, "without token"), (#"0{"auth":{"token":"a"}}"#, "without token"),
      (#"0{"token":"\u0061"}"#, "a"), (#"0/,{"token":"a"}"#, "a"),
    ])
  func theTokenIsAMemberOfThePayload(packet: String, token: String) {
    var client = Client()
    #expect(client.send(packet) == "connect \(token)")
  }

  @Test(arguments: [
    #"0{"token":1}"#, #"0{"token":{}}"#, #"0{"token":false,"access_token":"b"}"#,
    #"0{"access_token":[]}"#,
  ])
  func aTokenThatIsNoStringIsRefusedAndMayBeTriedAgain(packet: String) {
    var client = Client()
    #expect(client.send(packet) == #"answer 44{"message":"The token is a string"}"#)
    #expect(client.send("0") == "connect without token")
  }

  @Test(arguments: [
    "0{", #"0{"token":"a""#, #"0{"token":"a"}x"#, #"0{"token":"a","token":"b"}"#,
    #"0{"t\u006fken":"a"}"#, "0{\"a\":" + String(repeating: "[", count: 40), "0/a,{",
  ])
  func aPayloadThatIsNoStrictObjectIsAViolation(packet: String) {
    var client = Client()
    #expect(client.send(packet) == "violation bad-payload")
  }

  @Test func aPayloadThatIsNotUTF8IsAViolation() {
    var client = Client()
    #expect(
      client.send(Array(#"0{"a":""#.utf8) + [0xC0, 0xAF] + Array(#""}"#.utf8))
        == "violation bad-payload")
  }

  @Test func otherNamespacesDoNotExist() {
    let refused = #"answer 44/chat,{"message":"Invalid namespace"}"#
    var client = Client()
    #expect(client.send("0/chat,") == refused)
    #expect(client.send("0") == "connect without token")
    client.session.accepted()
    #expect(client.send(#"0/chat,{"token":"t"}"#) == refused)
    #expect(client.send(#"2/chat,["signal",{"type":"a"}]"#) == "ignore")
    #expect(client.send(#"2/chat,5["signal",{"type":"a"}]"#) == "ignore")
    #expect(client.send("3/chat,5[]") == "ignore")
    #expect(client.send("1/chat,") == "ignore")
    #expect(client.session.isConnected)
  }

  @Test func eventsAreReadWhereTheyAre() {
    var client = Client.connected()
    #expect(
      client.send(#"2["signal",{"type":"a"}]"#) == #"signal ["signal",{"type":"a"}] -"#)
    #expect(client.send(#"212["leave_room",{}]"#) == #"leave ["leave_room",{}] 12"#)
    #expect(
      client.send(#"2/,0["join_room",{"room_name":"r","peer_id":"p","username":"u"}]"#)
        == #"join ["join_room",{"room_name":"r","peer_id":"p","username":"u"}] 0"#)
    #expect(client.send(#"2["signal",{}]"#) == #"missing-type ["signal",{}] -"#)
    #expect(client.send(#"27["chat"]"#) == #"bad-message ["chat"] 7"#)
  }

  @Test(arguments: [
    "2[]", "2[1]", #"2[["signal"]]"#, "2[null]", #"2["signal",{}"#, #"2["signal"]]"#, "2[",
    #"2["signal",{"type":"a"},]"#, #"2["\ud800"]"#,
    "2[" + [String](repeating: "1", count: 17).joined(separator: ",") + "]",
    #"2["signal",{"a":"# + String(repeating: "[", count: 40),
  ])
  func anEventThatIsNoneIsAViolation(packet: String) {
    var client = Client.connected()
    #expect(client.send(packet) == "violation bad-payload")
    #expect(client.send(#"2["leave_room"]"#) == "ignore")
  }

  @Test(arguments: [
    ("51-[\"a\"]", "binary"), ("61-1[]", "binary"), ("4{}", "hub-packet"), ("9", "unknown-packet"),
    ("", "empty-packet"), ("29999999999[]", "bad-acknowledgement"),
  ])
  func whatIsNoPacketIsAViolation(packet: String, violation: String) {
    var client = Client.connected()
    #expect(client.send(packet) == "violation \(violation)")
    #expect(client.session.isConnected == false)
  }

  @Test func acknowledgementsAreNotWaitedFor() {
    var client = Client.connected()
    #expect(client.send("312[]") == "ignore")
    #expect(client.session.isConnected)
  }

  @Test func disconnectIsTheEnd() {
    var client = Client.connected()
    #expect(client.send("1") == "disconnect")
    #expect(client.session.isConnected == false)
    #expect(client.send("0") == "ignore")
  }

  @Test func everyTruncationOfAnEventIsAViolation() {
    let packet = Array(#"212["signal",{"to":"b","type":"offer","sdp":"v=0\r\n"}]"#.utf8)
    for length in 0..<packet.count {
      var client = Client.connected()
      let action = client.send(Array(packet[..<length]))
      #expect(action.hasPrefix("violation "), "\(length)")
    }
  }
}
