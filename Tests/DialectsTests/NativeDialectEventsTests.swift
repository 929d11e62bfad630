import Signaling
import Testing

@testable import Dialects

@Suite struct NativeDialectEventsTests {
  private let me = ClientID(lookup: "me")

  @Test func welcomeToAnEmptyRoom() {
    #expect(
      text(NativeDialect.welcome(.make(room: "r1", id: "c1", token: "t1")))
        == #"{"type":"welcome","roomId":"r1","clientId":"c1","token":"t1","peers":[]}"#)
  }

  @Test func welcomeWithOnePeer() {
    let arrival = Arrival.make(peers: [.make("p", name: "Ada", joinedAt: 1_136_214_245_678)])
    #expect(
      text(NativeDialect.welcome(arrival))
        == #"{"type":"welcome","roomId":"r","clientId":"c","token":"t","peers":["#
        + #"{"clientId":"p","name":"Ada","joinedAt":"2006-01-02T15:04:05.678Z","metadata":null}]}"#)
  }

  @Test func welcomeWithTwoPeersInTheirOrder() {
    let arrival = Arrival.make(peers: [
      .make("b", metadata: #"{ "role" : "host" }"#, joinedAt: 1), .make("a", name: ""),
    ])
    #expect(
      text(NativeDialect.welcome(arrival))
        == #"{"type":"welcome","roomId":"r","clientId":"c","token":"t","peers":["#
        + #"{"clientId":"b","name":null,"joinedAt":"1970-01-01T00:00:00.001Z","#
        + #""metadata":{ "role" : "host" }},"#
        + #"{"clientId":"a","name":"","joinedAt":"1970-01-01T00:00:00.000Z","metadata":null}]}"#)
  }

  @Test func welcomeTellsOfTheStunServersThereAre() {
    let arrival = Arrival.make(stunServers: ["stun:a:3478", "stuns:b"])
    #expect(
      text(NativeDialect.welcome(arrival))
        == #"{"type":"welcome","roomId":"r","clientId":"c","token":"t","peers":[],"#
        + #""iceServers":[{"urls":["stun:a:3478","stuns:b"]}]}"#)
  }

  @Test func namesThatNeedEscapingAreEscaped() {
    let arrival = Arrival.make(room: #"a"b\c/ä"#, id: #"""#, peers: [.make("p", name: "\u{1}\n🎥")])
    #expect(
      text(NativeDialect.welcome(arrival))
        == #"{"type":"welcome","roomId":"a\"b\\c/ä","clientId":"\"","token":"t","peers":["#
        + #"{"clientId":"p","name":"\u0001\n🎥","joinedAt":"1970-01-01T00:00:00.000Z","#
        + #""metadata":null}]}"#)
  }

  @Test func peerJoined() {
    #expect(
      text(
        NativeDialect.joined(
          .make("p", name: "Ada", metadata: #"{"a":[1,"\u00e4"]}"#, joinedAt: 86_399_999),
          .make(), for: me))
        == #"{"type":"peer-joined","clientId":"p","name":"Ada","#
        + #""joinedAt":"1970-01-01T23:59:59.999Z","metadata":{"a":[1,"\u00e4"]}}"#)
  }

  @Test(
    arguments: [
      (.left, "left"), (.closed, "closed"), (.lost, "lost"), (.slow, "slow"),
      (.rateLimited, "rate-limited"), (.protocolError, "protocol-error"),
      (.restarting, "restarting"), (.replaced, "replaced"), (.expired, "expired"),
      (.removed, "removed"),
    ] as [(LeaveReason, String)])
  func peerLeft(reason: LeaveReason, word: String) {
    #expect(
      text(NativeDialect.left(.make("p"), reason, .make(), for: me))
        == #"{"type":"peer-left","clientId":"p","reason":"\#(word)"}"#)
  }

  @Test func peerLeftCoversEveryReason() {
    #expect(Set(LeaveReason.allCases.map(\.index)) == Set(0..<LeaveReason.allCases.count))
  }

  @Test func errorWithoutAReference() {
    #expect(
      text(NativeDialect.error(Complaint(.badTarget, #"say "x""#), reference: nil))
        == #"{"type":"error","code":"bad-target","message":"say \"x\"","ref":null}"#)
  }

  @Test func errorWithAReference() {
    #expect(
      text(NativeDialect.error(Complaint(.peerNotFound, "m"), reference: Array(#""a\"1""#.utf8)))
        == #"{"type":"error","code":"peer-not-found","message":"m","ref":"a\"1"}"#)
  }

  @Test func pong() {
    #expect(text(NativeDialect.pong(reference: nil)) == #"{"type":"pong"}"#)
    #expect(
      text(NativeDialect.pong(reference: Array("17".utf8))) == #"{"type":"pong","ref":17}"#)
  }

  @Test func whatTheHubSaysIsStrictJSONItself() {
    let name = String(String.UnicodeScalarView((0...0x2F).compactMap(Unicode.Scalar.init)))
    let events = [
      NativeDialect.welcome(.make(peers: [.make(name, name: name), .make("b")]))[0],
      NativeDialect.joined(.make(name, name: name, metadata: "{}"), .make(), for: me) ?? [],
      NativeDialect.left(.make(name), .closed, .make(), for: me) ?? [],
      NativeDialect.error(Complaint(.badMessage, name), reference: nil),
      NativeDialect.pong(reference: nil),
    ]
    for event in events { #expect(NativeReading.make(event).code == .reservedType) }
  }
}
