import JSONEnvelope
import Signaling

@testable import Dialects

/// A client of one dialect, as its document writes messages and reads them. All values are JSON text.
enum TestClient: CaseIterable {
  case native, serverpod, dysonNetwork, dysonNetworkGuide, nodeWS, socketIO

  var dialect: Dialect {
    switch self {
    case .native: .native
    case .serverpod: .serverpod
    case .dysonNetwork: .dysonNetwork
    case .dysonNetworkGuide: .dysonNetworkGuide
    case .nodeWS: .nodeWS
    case .socketIO: .socketIO
    }
  }

  /// Every ordered pair, each client with its own kind included.
  static var pairs: [(TestClient, TestClient)] {
    allCases.flatMap { sender in allCases.map { (sender, $0) } }
  }

  /// What the client sends: `type` is `offer`, `answer`, `candidate` or another, and `members` are
  /// what it carries.
  func message(_ type: String, _ members: [(String, String)]) -> String {
    let object = "{" + members.map { #""\#($0)":\#($1)"# }.joined(separator: ",") + "}"
    let beside = members.map { #","\#($0)":\#($1)"# }.joined()
    switch self {
    case .native: return #"{"type":"\#(type)"\#(beside)}"#
    case .socketIO: return #"["signal",{"type":"\#(type)"\#(beside)}]"#
    case .nodeWS: return #"{"type":"\#(sent(type))","targetUserId":"b"\#(beside)}"#
    case .serverpod: return #"{"type":"\#(sent(type))","payload":\#(quoted(object))}"#
    case .dysonNetwork: return #"{"type":"\#(sent(type))"\#(beside)}"#
    case .dysonNetworkGuide: return #"{"type":"\#(sent(type))","data":\#(object)}"#
    }
  }

  /// The members in which the client sends a description.
  func description(_ type: String, _ sdp: String) -> [(String, String)] {
    switch self {
    case .native, .nodeWS, .socketIO: [("sdp", sdp)]
    case .serverpod: [("sdp", sdp), ("type", "\"\(type)\"")]
    case .dysonNetwork: [(type, #"{"type":"\#(type)","sdp":\#(sdp)}"#)]
    case .dysonNetworkGuide: [(type, sdp)]
    }
  }

  /// The members that the client reads from a message it has received, and its type and sender.
  func read(_ text: String) -> (type: String, sender: String, members: [String: String]) {
    let outer = members(object(text))
    switch self {
    case .native, .socketIO: return (received(outer["type"]), outer["from"] ?? "", outer)
    case .nodeWS: return (received(outer["type"]), outer["fromUserId"] ?? "", outer)
    case .serverpod:
      return (
        received(outer["type"]), outer["senderSessionId"] ?? "",
        members(unquoted(outer["payload"] ?? ""))
      )
    case .dysonNetwork, .dysonNetworkGuide:
      let packet = members(outer["data"] ?? "")
      return (
        received(packet["type"]), packet["SenderAccountId"] ?? "", members(packet["data"] ?? "")
      )
    }
  }

  /// The description that the client finds among the members it has read.
  func description(_ type: String, in members: [String: String]) -> String? {
    switch self {
    case .native, .nodeWS, .serverpod, .socketIO: return members["sdp"]
    case .dysonNetwork, .dysonNetworkGuide:
      let value = members[type] ?? ""
      return value.hasPrefix("{") ? self.members(value)["sdp"] : value
    }
  }

  /// The candidate that the client finds among the members it has read, as an object or null.
  func candidate(in members: [String: String]) -> String? {
    guard self == .serverpod, members["candidate"] != "null" else { return members["candidate"] }
    let keys = ["candidate", "sdpMid", "sdpMLineIndex", "usernameFragment"]
    let own = keys.compactMap { key in members[key].map { #""\#(key)":\#($0)"# } }
    return "{" + own.joined(separator: ",") + "}"
  }

  /// The JSON object that a received text is, or has in it.
  func object(_ text: String) -> String {
    let event = #"42["signal","#
    guard self == .socketIO, text.hasPrefix(event) else { return text }
    return String(text.dropFirst(event.count).dropLast())
  }

  private func sent(_ type: String) -> String {
    switch (self, type) {
    case (.native, _), (.socketIO, _): type
    case (.serverpod, "offer"), (.serverpod, "answer"): "webrtc_\(type)"
    case (.serverpod, "candidate"): "webrtc_ice_candidate"
    case (_, "candidate"): "ice-candidate"
    default: type
    }
  }

  private func received(_ type: String?) -> String {
    let names = ["offer", "answer", "candidate"]
    return names.first { type == "\"\(sent($0))\"" } ?? type ?? ""
  }

  private func members(_ text: String) -> [String: String] {
    let bytes = Array(text.utf8)
    var scanner = EnvelopeScanner()
    guard (try? scanner.scan(bytes.span)) != nil else { return [:] }
    return Dictionary(
      uniqueKeysWithValues: scanner.members.map {
        (
          $0.keyText(in: bytes.span), String(decoding: bytes[$0.value], as: UTF8.self)
        )
      })
  }

  private func quoted(_ text: String) -> String {
    var json: [UInt8] = []
    json.appendJSON(text)
    return String(decoding: json, as: UTF8.self)
  }

  private func unquoted(_ json: String) -> String {
    let bytes = Array(json.utf8)
    return Member(key: 0..<0, value: bytes.indices, kind: .string(escaped: true))
      .string(in: bytes.span) ?? ""
  }
}
