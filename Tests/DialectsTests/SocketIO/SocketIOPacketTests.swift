import Testing

@testable import Dialects

/// A packet with its ranges as text.
private struct Parts: Equatable {
  var kind: SocketIOPacket.Kind
  var namespace = ""
  var number: UInt32?
  var payload = ""

  init(_ kind: SocketIOPacket.Kind, _ namespace: String, _ number: UInt32?, _ payload: String) {
    (self.kind, self.namespace, self.number, self.payload) = (kind, namespace, number, payload)
  }

  static func read(_ text: String) throws(SocketIOViolation) -> Parts {
    let bytes = Array(text.utf8)
    let packet = try SocketIOPacket(bytes.span)
    return Parts(
      packet.kind, string(Array(bytes[packet.namespace])), packet.acknowledgement,
      string(Array(bytes[packet.payload])))
  }
}

@Suite struct SocketIOPacketTests {
  @Test func packetsOfTheMainNamespace() throws {
    #expect(try Parts.read("0") == Parts(.connect, "", nil, ""))
    #expect(try Parts.read(#"0{"token":"t"}"#) == Parts(.connect, "", nil, #"{"token":"t"}"#))
    #expect(try Parts.read("1") == Parts(.disconnect, "", nil, ""))
    #expect(try Parts.read(#"2["foo"]"#) == Parts(.event, "", nil, #"["foo"]"#))
    #expect(try Parts.read(#"212["foo"]"#) == Parts(.event, "", 12, #"["foo"]"#))
    #expect(try Parts.read("312[]") == Parts(.acknowledgement, "", 12, "[]"))
  }

  @Test func packetsOfAnotherNamespace() throws {
    #expect(try Parts.read("0/admin,") == Parts(.connect, "/admin", nil, ""))
    #expect(try Parts.read("0/admin") == Parts(.connect, "/admin", nil, ""))
    #expect(try Parts.read(#"0/a,{"t":1}"#) == Parts(.connect, "/a", nil, #"{"t":1}"#))
    #expect(try Parts.read("1/admin,") == Parts(.disconnect, "/admin", nil, ""))
    #expect(try Parts.read(#"2/a,["b"]"#) == Parts(.event, "/a", nil, #"["b"]"#))
    #expect(try Parts.read(#"2/a,13["b"]"#) == Parts(.event, "/a", 13, #"["b"]"#))
    #expect(try Parts.read(#"3/a,13["b"]"#) == Parts(.acknowledgement, "/a", 13, #"["b"]"#))
  }

  @Test func theMainNamespaceMayBeNamed() throws {
    #expect(try Parts.read("0/,") == Parts(.connect, "", nil, ""))
    #expect(try Parts.read(#"2/,7["a"]"#) == Parts(.event, "", 7, #"["a"]"#))
  }

  @Test(
    arguments: [
      ("", .emptyPacket), ("7", .unknownPacket), ("abc", .unknownPacket), ("[]", .unknownPacket),
      ("-1", .unknownPacket), ("/", .unknownPacket), ("\u{1E}", .unknownPacket),
      ("4", .hubPacket), (#"4{"message":"m"}"#, .hubPacket), ("4/a,{}", .hubPacket),
      ("5", .binary), ("6", .binary), (#"51-["a",{"_placeholder":true,"num":0}]"#, .binary),
      ("5999999999999999999999-[]", .binary), ("5-1-[]", .binary), ("61-15[]", .binary),
      ("52-/admin,[]", .binary), ("0[]", .badPayload), ("01", .badPayload), ("0 ", .badPayload),
      (#"0"token""#, .badPayload), ("0null", .badPayload), ("1{}", .badPayload),
      ("1/a,x", .badPayload), ("10", .badPayload), ("2", .badPayload), ("2{}", .badPayload),
      ("2abc", .badPayload), (#"2abc["a"]"#, .badPayload), ("2/a", .badPayload),
      ("2/a,", .badPayload), ("21", .badPayload), ("2 []", .badPayload), ("2-1[]", .badPayload),
      ("21.5[]", .badPayload), ("3", .badPayload), ("3[]", .badAcknowledgement),
      ("3/a,[]", .badAcknowledgement), ("31", .badPayload), ("31{}", .badPayload),
    ] as [(String, SocketIOViolation)])
  func whatIsNoPacketOfAClientIsRefused(text: String, violation: SocketIOViolation) {
    #expect(throws: violation) { try Parts.read(text) }
  }

  @Test func acknowledgementNumbersEndAtTwoToTheThirtyFirst() throws {
    #expect(try Parts.read("20[]").number == 0)
    #expect(try Parts.read("22147483647[]").number == 2_147_483_647)
    for number in ["2147483648", "4294967296", "18446744073709551616", "00", "01", "0000000001"] {
      #expect(throws: SocketIOViolation.badAcknowledgement) { try Parts.read("2\(number)[]") }
    }
    let absurd = String(repeating: "9", count: 1_000_000)
    #expect(throws: SocketIOViolation.badAcknowledgement) { try Parts.read("2\(absurd)[]") }
    #expect(throws: SocketIOViolation.badAcknowledgement) { try Parts.read("3\(absurd)[]") }
  }

  @Test func namespacesEndAtTheirLimit() throws {
    let longest = "/" + String(repeating: "n", count: 127)
    #expect(try Parts.read("0\(longest),").namespace == longest)
    #expect(try Parts.read("0\(longest)").namespace == longest)
    for end in ["", ",", ",{}"] {
      #expect(throws: SocketIOViolation.badNamespace) { try Parts.read("0\(longest)n\(end)") }
    }
    let absurd = "/" + String(repeating: "n", count: 1_000_000)
    #expect(throws: SocketIOViolation.badNamespace) { try Parts.read("2\(absurd)") }
  }

  @Test(arguments: ["/a b", "/\u{1E}", "/a\n", "/\u{0}", "/\u{7F}", "/é", "/\u{202E}"])
  func namespacesThatAreNotPrintableASCIIAreRefused(namespace: String) {
    #expect(throws: SocketIOViolation.badNamespace) { try Parts.read("0\(namespace),") }
  }

  @Test(arguments: [
    #"0{"token":"t"}"#, #"2/admin,13["foo",{"a":1}]"#, #"212["foo"]"#, "3/a,2147483647[]",
    "1/admin,", #"51-["a"]"#,
  ])
  func everyTruncationIsReadOrRefused(text: String) {
    let bytes = Array(text.utf8)
    for length in 0..<bytes.count {
      let cut = Array(bytes[..<length])
      do throws(SocketIOViolation) {
        let packet = try SocketIOPacket(cut.span)
        #expect(packet.namespace.upperBound <= packet.payload.lowerBound || packet.payload.isEmpty)
        #expect(packet.payload.upperBound == length)
        #expect(packet.kind != .event || packet.payload.lowerBound < length)
      } catch {
        #expect(length == 0 || error != .emptyPacket)
      }
    }
  }
}
