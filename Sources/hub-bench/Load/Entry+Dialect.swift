extension Entry {
  /// The entry of a client.
  /// - Parameters:
  ///   - place: The client's number in its room, from 0.
  ///   - tokens: Makes the tokens for chat rooms, which native and DysonNetwork clients enter; nil for
  ///     other rooms.
  ///   - roomPrefix: What the names of all rooms start with.
  init(
    _ dialect: Dialect, place: Int, to endpoint: Endpoint, tokens: AccountTokens?,
    roomPrefix: String
  ) {
    func text(_ make: (String) -> String) -> RoomText { RoomText(roomPrefix: roomPrefix, make) }
    let id = "peer-\(place)"
    let account = "account-\(place)"
    let token = tokens?.token(for: account)
    let target: (String) -> String
    var chosen: String? = id
    let steps: [Step]
    switch dialect {
    case .bare:
      target = { "\(endpoint.path)?roomId=\($0)" }
      chosen = ""
      steps = []
    case .native:
      // The hub's own name of a chat room starts with "chat/".
      target = { room in
        token.map { "\(endpoint.path)?roomId=chat/\(room)&access_token=\($0)" }
          ?? "\(endpoint.path)?roomId=\(room)"
      }
      chosen = nil
      steps = [Step(hears: #""type":"welcome""#)]
    case .serverpod:
      target = { _ in "/webrtc" }
      let join = text {
        #"{"action":"join","roomId":"\#($0)","sessionId":"\#(id)"}"#
      }
      steps = [Step(says: join, hears: #""type":"peers_list""#)]
    case .dysonNetwork:
      target = { "/api/chat/realtime/\($0)?access_token=\(token ?? "")" }
      chosen = nil
      steps = [Step(hears: #""type":"webrtc""#)]
    case .nodeWS:
      target = { "/?roomId=\($0)&userId=\(id)&userName=\(id)" }
      steps = [Step(hears: #""type":"participant-joined""#)]
    case .socketIO:
      target = { _ in "/socket.io/?EIO=4&transport=websocket" }
      let join = text {
        #"42["join_room",{"room_name":"\#($0)","peer_id":"\#(id)","username":"\#(id)"}]"#
      }
      steps = [
        Step(hears: "0{"), Step(says: text { _ in "40" }, hears: "40{"),
        Step(says: join, hears: "join_room_success", skips: "peer_list_updated"),
      ]
    }
    self.init(
      dialect: dialect, id: chosen, account: account,
      request: text { Self.request(target($0), to: endpoint) }, steps: steps)
  }
}
