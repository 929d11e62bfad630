extension Handshake {
  /// Why a request is not upgraded, with the HTTP answer that says so.
  public enum Refusal: Error, Hashable, Sendable, CaseIterable {
    /// The method is not GET.
    case method
    /// There is no `Host` field, or it is empty.
    case missingHost
    /// There are several `Host` fields.
    case repeatedHost
    /// There is no `Upgrade` field: a plain HTTP request.
    case missingUpgrade
    /// The `Upgrade` field names other protocols only.
    case otherUpgrade
    /// The `Connection` field lacks the option `upgrade`, most often because of a proxy.
    case missingConnectionOption
    /// There is no `Sec-WebSocket-Version` field.
    case missingVersion
    /// There are several `Sec-WebSocket-Version` fields.
    case repeatedVersion
    /// The version is not 13.
    case unsupportedVersion
    /// There is no `Sec-WebSocket-Key` field.
    case missingKey
    /// There are several `Sec-WebSocket-Key` fields.
    case repeatedKey
    /// The key is not the base64 form of 16 bytes.
    case malformedKey
    /// The `Sec-WebSocket-Protocol` field names nothing.
    case emptySubprotocols
    /// An offered subprotocol is not a token.
    case malformedSubprotocol
    /// A subprotocol is offered twice.
    case repeatedSubprotocol

    /// The status of the answer: 400, 405 or 426.
    public var status: Int {
      switch self {
      case .method: 405
      case .missingUpgrade, .otherUpgrade, .missingConnectionOption: 426
      case .missingVersion, .repeatedVersion, .unsupportedVersion: 426
      default: 400
      }
    }

    /// The fields that the status demands of the answer.
    public var fields: [(String, String)] {
      switch self {
      // RFC 9110 15.5.6: a 405 names the methods that are allowed.
      case .method: [("Allow", "GET")]
      // RFC 9110 15.5.22: a 426 names the protocol to upgrade to; RFC 6455 4.4: and the versions of
      // it that are understood.
      case .missingUpgrade, .otherUpgrade, .missingConnectionOption, .missingVersion,
        .repeatedVersion, .unsupportedVersion:
        [("Upgrade", "websocket"), ("Sec-WebSocket-Version", "13")]
      default: []
      }
    }

    /// What was wrong and what would be right, for a developer. Holds nothing of the request.
    public var message: String {
      switch self {
      case .method:
        "A WebSocket handshake is a GET request"
      case .missingHost:
        "The Host field is missing or empty; send the host that the request is for"
      case .repeatedHost:
        "The Host field is repeated; send it once"
      case .missingUpgrade:
        "This resource speaks WebSocket; send 'Upgrade: websocket' and 'Connection: Upgrade'"
      case .otherUpgrade:
        "The Upgrade field does not name websocket; send 'Upgrade: websocket'"
      case .missingConnectionOption:
        "The Connection field lacks 'Upgrade'; send 'Connection: Upgrade' and make sure that "
          + "every proxy on the way forwards it"
      case .missingVersion:
        "The Sec-WebSocket-Version field is missing; send 'Sec-WebSocket-Version: 13'"
      case .repeatedVersion:
        "The Sec-WebSocket-Version field is repeated; send it once, with the value 13"
      case .unsupportedVersion:
        "This version of the WebSocket protocol is not supported; send 'Sec-WebSocket-Version: 13'"
      case .missingKey:
        "The Sec-WebSocket-Key field is missing; send 16 random bytes in base64"
      case .repeatedKey:
        "The Sec-WebSocket-Key field is repeated; send it once, with 16 random bytes in base64"
      case .malformedKey:
        "The Sec-WebSocket-Key field is not the base64 form of 16 bytes, which has 24 characters"
      case .emptySubprotocols:
        "The Sec-WebSocket-Protocol field is empty; name a subprotocol or leave the field away"
      case .malformedSubprotocol:
        "The Sec-WebSocket-Protocol field is not a comma-separated list of tokens"
      case .repeatedSubprotocol:
        "The Sec-WebSocket-Protocol field names a subprotocol twice; name each once"
      }
    }
  }
}
