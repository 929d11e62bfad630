/// The messages that clients of each dialect send.
extension Dialect {
  /// An offer.
  /// - Parameters:
  ///   - sdp: The description as it stands in a JSON string.
  ///   - recipient: Who it is for; nil leaves the member out.
  func offer(_ sdp: String, from sender: String, to recipient: String?) -> String {
    let description = #"{"type":"offer","sdp":"\#(sdp)"}"#
    switch self {
    case .native, .bare:
      return #"{"type":"offer",\#(member("to", recipient))"sdp":"\#(sdp)"}"#
    case .serverpod:
      let payload = #"{\#(member("targetPeerId", recipient))"sdp":"\#(sdp)","type":"offer"}"#
      return packet("webrtc_offer", payload, from: sender)
    case .dysonNetwork:
      return #"{"type":"offer",\#(member("to", recipient))"data":{"offer":\#(description)}}"#
    case .nodeWS:
      return #"{"type":"offer",\#(member("targetUserId", recipient))"sdp":\#(description)}"#
    case .socketIO:
      return #"42["signal",{"type":"offer",\#(member("to", recipient))"sdp":"\#(sdp)"}]"#
    }
  }

  /// An ICE candidate.
  /// - Parameter text: The candidate as it stands in a JSON string.
  func candidate(_ text: String, from sender: String, to recipient: String?) -> String {
    let line = #""candidate":"\#(text)","sdpMid":"0","sdpMLineIndex":0"#
    let candidate = #""candidate":{\#(line),"usernameFragment":"EsAw"}"#
    switch self {
    case .native, .bare:
      return #"{"type":"candidate",\#(member("to", recipient))\#(candidate)}"#
    case .serverpod:
      let payload = "{\(member("targetPeerId", recipient))\(line)}"
      return packet("webrtc_ice_candidate", payload, from: sender)
    case .dysonNetwork:
      return #"{"type":"ice-candidate",\#(member("to", recipient))"data":{\#(candidate)}}"#
    case .nodeWS:
      return #"{"type":"ice-candidate",\#(member("targetUserId", recipient))\#(candidate)}"#
    case .socketIO:
      return #"42["signal",{"type":"candidate",\#(member("to", recipient))\#(candidate)}]"#
    }
  }

  /// Serverpod's packet, whose payload is JSON in a string.
  private func packet(_ type: String, _ payload: String, from sender: String) -> String {
    #"{"type":"\#(type)","payload":"\#(nested(payload))","senderSessionId":"\#(sender)"}"#
  }

  /// A member and the comma behind it.
  private func member(_ name: String, _ value: String?) -> String {
    value.map { #""\#(name)":"\#($0)","# } ?? ""
  }
}
