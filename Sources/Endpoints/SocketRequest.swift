import HTTPCore
import JSONEnvelope
import Signaling

/// The query of `GET /ws`: a client to bind, or a room to join and how to appear there.
struct SocketRequest {
  private static let known: Set<String> = ["roomId", "clientId", "token", "name", "metadata"]

  let roomID: RoomID?
  let clientID: ClientID?
  let token: Token?
  let profile: Profile

  /// - Parameter tokens: those that came as subprotocols.
  init(_ query: Query, tokens: [String]) throws(RequestProblem) {
    for name in Self.known where query.all(name).count > 1 {
      throw RequestProblem(description: "\(name) occurs twice in the query")
    }
    roomID = try Self.name("roomId", query, { RoomID($0) })
    clientID = try Self.name("clientId", query, ClientID.init)
    let tokens = tokens + query.all("token")
    guard tokens.count <= 1 else {
      throw RequestProblem(description: "one token is enough: query or subprotocol, not both")
    }
    token = tokens.first.map(Token.init(presented:))
    profile = Profile(
      name: try Self.name("name", query, DisplayName.init)?.text,
      metadata: try Self.metadata(query))
    if clientID != nil, roomID == nil {
      throw RequestProblem(description: "a clientId needs the roomId that it belongs to")
    }
    if clientID == nil, token != nil {
      throw RequestProblem(description: "a token needs the clientId that it belongs to")
    }
  }

  private static func name<Name>(
    _ key: String, _ query: Query, _ make: (String) -> Name?
  ) throws(RequestProblem) -> Name? {
    guard let text = query.first(key) else { return nil }
    guard let name = make(text) else {
      throw RequestProblem(description: NameRule.complaint(about: key))
    }
    return name
  }

  private static func metadata(_ query: Query) throws(RequestProblem) -> [UInt8]? {
    guard let text = query.first("metadata") else { return nil }
    let bytes = Array(text.utf8)
    var scanner = EnvelopeScanner()
    guard bytes.count <= Profile.maximumMetadataBytes, (try? scanner.scan(bytes.span)) != nil else {
      throw RequestProblem(
        description:
          "metadata must be a JSON object of at most \(Profile.maximumMetadataBytes) bytes")
    }
    return bytes
  }
}
