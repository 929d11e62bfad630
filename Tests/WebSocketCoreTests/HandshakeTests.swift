import Testing
import WebSocketCore

/// A good request; `changes` replaces field lines, an empty array takes the field away.
private func check(
  method: String = "GET", _ changes: [String: [String]] = [:]
) throws(Handshake.Refusal) -> Handshake {
  let good = [
    "Host": ["hub.example.com"], "Upgrade": ["websocket"], "Connection": ["Upgrade"],
    "Sec-WebSocket-Version": ["13"], "Sec-WebSocket-Key": ["dGhlIHNhbXBsZSBub25jZQ=="],
  ]
  let fields = good.merging(changes) { $1 }
  return try Handshake.check(method: method) { fields[$0] ?? [] }
}

private let key = "Sec-WebSocket-Key"
private let version = "Sec-WebSocket-Version"
private let subprotocol = "Sec-WebSocket-Protocol"

@Test func theExampleOfTheStandardIsAccepted() throws {
  // RFC 6455 1.3.
  let handshake = try check()
  #expect(handshake.acceptValue == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=")
  #expect(handshake.subprotocols == [])
  #expect(
    Handshake.acceptValue(forKey: "x3JJHMbDL1EzLkh9GBhXDw==") == "HSmrc0sMlYUkAGmm5OPpG2HaGWk=")
}

private let accepted: [(changes: [String: [String]], subprotocols: [String])] = [
  (["Upgrade": ["WebSocket"]], []),
  (["Upgrade": ["WEBSOCKET"]], []),
  (["Upgrade": ["h2c, websocket"]], []),
  (["Upgrade": ["h2c", "websocket"]], []),
  (["Upgrade": [" \twebsocket "]], []),
  (["Connection": ["upgrade"]], []),
  (["Connection": ["keep-alive, Upgrade"]], []),
  (["Connection": ["keep-alive", "UPGRADE"]], []),
  (["Connection": [",, Upgrade ,"]], []),
  ([version: [" 13 "]], []),
  ([key: ["AAAAAAAAAAAAAAAAAAAAAA=="]], []),
  ([key: ["/////////////////////w=="]], []),
  ([key: [" dGhlIHNhbXBsZSBub25jZQ==\t"]], []),
  ([subprotocol: ["hub.v1"]], ["hub.v1"]),
  ([subprotocol: ["hub.v1, hub.token.Ab0"]], ["hub.v1", "hub.token.Ab0"]),
  ([subprotocol: ["b,a", "c"]], ["b", "a", "c"]),
  ([subprotocol: ["chat,,superchat,"]], ["chat", "superchat"]),
  ([subprotocol: ["chat, Chat"]], ["chat", "Chat"]),
  ([subprotocol: ["!#$%&'*+-.^_`|~09azAZ"]], ["!#$%&'*+-.^_`|~09azAZ"]),
]

@Test(arguments: accepted.indices)
func goodRequestsAreAccepted(row: Int) throws {
  let (changes, subprotocols) = accepted[row]
  #expect(try check(changes).subprotocols == subprotocols)
}

private let refused: [(changes: [String: [String]], refusal: Handshake.Refusal)] = [
  (["Host": []], .missingHost),
  (["Host": [""]], .missingHost),
  (["Host": [" \t"]], .missingHost),
  (["Host": ["a", "a"]], .repeatedHost),
  (["Upgrade": []], .missingUpgrade),
  (["Upgrade": [""]], .missingUpgrade),
  (["Upgrade": [", ,"]], .missingUpgrade),
  (["Upgrade": ["h2c"]], .otherUpgrade),
  (["Upgrade": ["websocket/13"]], .otherUpgrade),
  (["Upgrade": ["websockets"]], .otherUpgrade),
  (["Upgrade": ["web socket"]], .otherUpgrade),
  (["Upgrade": ["websoc\u{212A}et"]], .otherUpgrade),  // the Kelvin sign is no k
  (["Connection": []], .missingConnectionOption),
  (["Connection": ["keep-alive"]], .missingConnectionOption),
  (["Connection": ["close"]], .missingConnectionOption),
  (["Connection": ["Upgraded"]], .missingConnectionOption),
  (["Connection": ["keep-alive Upgrade"]], .missingConnectionOption),
  ([version: []], .missingVersion),
  ([version: ["13", "13"]], .repeatedVersion),
  ([version: [""]], .unsupportedVersion),
  ([version: ["8"]], .unsupportedVersion),
  ([version: ["14"]], .unsupportedVersion),
  ([version: ["013"]], .unsupportedVersion),
  ([version: ["13, 8"]], .unsupportedVersion),
  ([version: ["+13"]], .unsupportedVersion),
  ([key: []], .missingKey),
  ([key: ["dGhlIHNhbXBsZSBub25jZQ==", "dGhlIHNhbXBsZSBub25jZQ=="]], .repeatedKey),
  ([key: [""]], .malformedKey),
  ([key: ["dGhlIHNhbXBsZSBub25jZQ"]], .malformedKey),  // no padding
  ([key: ["dGhlIHNhbXBsZSBub25jZQ="]], .malformedKey),
  ([key: ["dGhlIHNhbXBsZSBub25jZR=="]], .malformedKey),  // spare bits that are not zero
  ([key: ["dGhlIHNhbXBsZSBub25jZSE="]], .malformedKey),  // 17 bytes
  ([key: ["dGhlIHNhbXBsZSBub25j"]], .malformedKey),  // 15 bytes
  ([key: ["dGhlIHNhbXBsZSBub25jZQ==dGhl"]], .malformedKey),
  ([key: ["dGhlIHNhbXBsZSBub25j=Q=="]], .malformedKey),
  ([key: ["dGhlIHNhbXBsZSB-b25jZQ=="]], .malformedKey),  // the alphabet for file names
  ([key: ["dGhlIHNhbXBs ZSBub25jZQ="]], .malformedKey),
  ([key: ["dGhlIHNhbXBsZSBub25jä=="]], .malformedKey),
  ([key: ["dGhlIHNhbXBsZSBub25jZQ==, x"]], .malformedKey),
  ([subprotocol: [""]], .emptySubprotocols),
  ([subprotocol: [" , "]], .emptySubprotocols),
  ([subprotocol: ["hub v1"]], .malformedSubprotocol),
  ([subprotocol: ["hub.v1, a/b"]], .malformedSubprotocol),
  ([subprotocol: ["hub.v1;q=1"]], .malformedSubprotocol),
  ([subprotocol: ["\"hub.v1\""]], .malformedSubprotocol),
  ([subprotocol: ["hüb"]], .malformedSubprotocol),
  ([subprotocol: ["a\u{0}b"]], .malformedSubprotocol),
  ([subprotocol: ["a\r\nb"]], .malformedSubprotocol),
  ([subprotocol: ["a, b, a"]], .repeatedSubprotocol),
  ([subprotocol: ["a", "a"]], .repeatedSubprotocol),
]

@Test(arguments: refused.indices)
func badRequestsAreRefusedWithTheReason(row: Int) {
  let (changes, refusal) = refused[row]
  #expect(throws: refusal) { try check(changes) }
}

@Test(arguments: ["POST", "HEAD", "OPTIONS", "get", "CONNECT", ""])
func onlyGetIsAMethodOfTheHandshake(method: String) {
  #expect(throws: Handshake.Refusal.method) { try check(method: method) }
}

@Test func everyRefusalHasItsStatusAndTheFieldsThatTheStatusDemands() {
  for refusal in Handshake.Refusal.allCases {
    let fields = Dictionary(uniqueKeysWithValues: refusal.fields)
    switch refusal {
    case .method:
      #expect(refusal.status == 405)
      #expect(fields == ["Allow": "GET"])
    case .missingUpgrade, .otherUpgrade, .missingConnectionOption, .missingVersion,
      .repeatedVersion, .unsupportedVersion:
      #expect(refusal.status == 426)
      #expect(fields == ["Upgrade": "websocket", "Sec-WebSocket-Version": "13"])
    default:
      #expect(refusal.status == 400)
      #expect(fields == [:])
    }
  }
  let messages = Handshake.Refusal.allCases.map(\.message)
  #expect(Set(messages).count == messages.count)
}

@Test func theResponseNamesTheAcceptValueAndTheChosenSubprotocolOnly() throws {
  let handshake = try check([subprotocol: ["hub.v1, hub.token.x"]])
  let plain = handshake.responseFields(subprotocol: nil)
  #expect(plain.map(\.0) == ["Upgrade", "Connection", "Sec-WebSocket-Accept"])
  #expect(plain.map(\.1) == ["websocket", "Upgrade", "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="])
  let chosen = handshake.responseFields(subprotocol: "hub.v1").last
  #expect(chosen?.0 == "Sec-WebSocket-Protocol")
  #expect(chosen?.1 == "hub.v1")
}

@Test(
  arguments: [
    ([], []), (["hub.v1, bearer.a.b"], ["hub.v1", "bearer.a.b"]),
    (["a,\tb ", ",, c"], ["a", "b", "c"]),
    (["a b"], ["a b"]),
  ] as [([String], [String])])
func whatIsOfferedIsKnownBeforeTheHandshakeCounts(lines: [String], offers: [String]) {
  #expect(Handshake.offers(lines) == offers)
}
