/// A wire protocol, as a client of the load speaks it.
enum Dialect {
  case native, serverpod, dysonNetwork, nodeWS, socketIO
  /// The baseline's: frames go to the other client of a pair, and nobody says anything else.
  case bare

  /// As people call it.
  var title: String {
    switch self {
    case .native: "native"
    case .serverpod: "Serverpod"
    case .dysonNetwork: "DysonNetwork"
    case .nodeWS: "Node ws"
    case .socketIO: "Socket.IO"
    case .bare: "bare"
    }
  }

  /// The member, with its quotes and colon, that says who sent a message.
  var senderKey: StaticString {
    switch self {
    case .native, .socketIO, .bare: "\"from\":"
    case .serverpod: "\"senderSessionId\":"
    case .dysonNetwork: "\"senderAccountId\":"
    case .nodeWS: "\"fromUserId\":"
    }
  }

  /// What clients of this dialect call another client: DysonNetwork's know accounts alone.
  func name(of client: Client) -> String {
    self == .dysonNetwork ? client.account : client.id
  }

  /// A piece of JSON as it stands in a message: Serverpod's payload is JSON in a JSON string.
  func nested(_ json: String) -> String {
    guard self == .serverpod else { return json }
    return json.reduce(into: "") { text, character in
      if character == "\\" || character == "\"" { text.append("\\") }
      text.append(character)
    }
  }
}
