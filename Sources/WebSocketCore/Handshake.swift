import Crypto

/// The server's half of the opening handshake as a value: a request that was checked, and the
/// answer to it (RFC 6455 4.2).
public struct Handshake: Hashable, Sendable {
  /// The value of `Sec-WebSocket-Accept` in the 101 response.
  public let acceptValue: String
  /// The subprotocols that the client offers, in its order of preference; empty when it offers
  /// none. Each is a token and none occurs twice.
  public let subprotocols: [String]

  /// Checks the header of an upgrade request.
  ///
  /// `header` answers every field value of a name, which it matches without regard to case; one
  /// element for each field line, in order. The HTTP version, the origin and everything else that
  /// RFC 6455 does not rule are the caller's to check. Throws the first rule that is broken.
  public static func check(
    method: String, header: (String) -> [String]
  ) throws(Refusal) -> Handshake {
    // RFC 6455 4.2.1, item by item.
    guard method == "GET" else { throw .method }
    try checkHost(header("Host"))
    try checkUpgrade(header("Upgrade"), connection: header("Connection"))
    try checkVersion(header("Sec-WebSocket-Version"))
    let key = try checkedKey(header("Sec-WebSocket-Key"))
    let subprotocols = try offeredSubprotocols(header("Sec-WebSocket-Protocol"))
    return Handshake(acceptValue: acceptValue(forKey: key), subprotocols: subprotocols)
  }

  /// What the lines of a `Sec-WebSocket-Protocol` field offer, unchecked: for who needs to know it
  /// before the handshake counts.
  public static func offers(_ lines: [String]) -> [String] {
    HeaderList.elements(lines).map(String.init)
  }

  /// The fields that make a 101 response the answer to this request (RFC 6455 4.2.2).
  ///
  /// `subprotocol` is nil or one of `subprotocols`: a client fails the connection over any other
  /// (RFC 6455 4.1).
  public func responseFields(subprotocol: String?) -> [(String, String)] {
    var fields = [
      ("Upgrade", "websocket"), ("Connection", "Upgrade"), ("Sec-WebSocket-Accept", acceptValue),
    ]
    if let subprotocol {
      precondition(subprotocols.contains(subprotocol), "choose among the offered subprotocols")
      fields.append(("Sec-WebSocket-Protocol", subprotocol))
    }
    return fields
  }

  /// What a server answers to the `Sec-WebSocket-Key` of a client (RFC 6455 1.3).
  public static func acceptValue(forKey key: String) -> String {
    var hash = Insecure.SHA1()
    for part in [key, "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"] {
      var part = part
      part.withUTF8 { unsafe hash.update(bufferPointer: UnsafeRawBufferPointer($0)) }
    }
    return Base64.encode(hash.finalize())
  }
}

/// The checks, one field each.
extension Handshake {
  private static func checkHost(_ lines: [String]) throws(Refusal) {
    // RFC 9112 3.2: a request has exactly one Host field.
    guard let host = lines.first else { throw .missingHost }
    guard lines.count == 1 else { throw .repeatedHost }
    guard !HeaderList.trimmed(host).isEmpty else { throw .missingHost }
  }

  private static func checkUpgrade(
    _ upgrade: [String], connection: [String]
  ) throws(Refusal) {
    guard HeaderList.contains(upgrade, "websocket") else {
      throw HeaderList.elements(upgrade).isEmpty ? .missingUpgrade : .otherUpgrade
    }
    // RFC 9110 7.8: without its connection option an Upgrade field speaks to an intermediary.
    guard HeaderList.contains(connection, "upgrade") else { throw .missingConnectionOption }
  }

  private static func checkVersion(_ lines: [String]) throws(Refusal) {
    guard let version = lines.first else { throw .missingVersion }
    // RFC 6455 11.3.5: the field "MUST NOT appear more than once in an HTTP request".
    guard lines.count == 1 else { throw .repeatedVersion }
    // By its bytes: comparing as String takes time quadratic in combining marks.
    guard HeaderList.matches(HeaderList.trimmed(version), "13") else { throw .unsupportedVersion }
  }

  private static func checkedKey(_ lines: [String]) throws(Refusal) -> String {
    guard let line = lines.first else { throw .missingKey }
    // RFC 6455 11.3.1: the field "MUST NOT appear more than once in an HTTP request".
    guard lines.count == 1 else { throw .repeatedKey }
    let key = HeaderList.trimmed(line)
    guard Base64.isSixteenBytes(key.utf8) else { throw .malformedKey }
    return String(key)
  }

  private static func offeredSubprotocols(_ lines: [String]) throws(Refusal) -> [String] {
    // RFC 6455 11.3.4: the field may be repeated; all lines together are one list.
    if lines.isEmpty { return [] }
    let offered = HeaderList.elements(lines)
    guard !offered.isEmpty else { throw .emptySubprotocols }
    guard offered.allSatisfy(HeaderList.isToken) else { throw .malformedSubprotocol }
    // RFC 6455 4.1: the values are case-sensitive and "MUST all be unique strings".
    guard Set(offered).count == offered.count else { throw .repeatedSubprotocol }
    return offered.map(String.init)
  }
}
