import Dialects
import Signaling
import Synchronization

@testable import SignalRelay

/// A Socket.IO client that polls, without the HTTP.
struct TestPoller {
  let relay: SignalRelay
  let sid: String

  /// Opens a session; `opening` is what it is told first.
  init(_ hub: TestHub, connected: Bool = true) throws {
    let address = AddressKey(high: 0, low: 1)
    try hub.hub.admission.admit(address, at: Clock.monotonic)
    let reply = Reply()
    hub.relay.openSession(Guest(dialect: .socketIO, address: address, identity: nil)) {
      reply.note($0)
    }
    let opening = try reply.text()
    guard let match = opening.firstMatch(of: /^0\{"sid":"([0-9A-Za-z]{22})"/) else {
      throw TestClient.Trouble(description: "\(opening) opens no session")
    }
    relay = hub.relay
    sid = String(match.1)
    guard connected else { return }
    guard try post("40") == "ok", try poll().text().hasPrefix(#"40{"sid":""#) else {
      throw TestClient.Trouble(description: "not connected")
    }
  }

  /// Starts a poll.
  func poll() -> Reply {
    let reply = Reply()
    relay.poll(session: sid) { reply.note($0) }
    return reply
  }

  /// The packets of one poll.
  func packets() throws -> [String] {
    try poll().text().split(separator: "\u{1E}").map(String.init)
  }

  /// Posts packets, and returns the answer.
  @discardableResult
  func post(_ packets: String...) throws -> String {
    try post(packets)
  }

  @discardableResult
  func post(_ packets: [String]) throws -> String {
    let reply = Reply()
    relay.post(session: sid, body: Array(packets.joined(separator: "\u{1E}").utf8)) {
      reply.note($0)
    }
    return try reply.text()
  }

  /// Joins a room, and returns what it is told.
  @discardableResult
  func join(_ room: String = "room", as name: String) throws -> [String] {
    try post(Self.join(room, as: name))
    return try packets()
  }

  static func join(_ room: String = "room", as name: String) -> String {
    #"42["join_room",{"room_name":"\#(room)","peer_id":"\#(name)","username":"\#(name)"}]"#
  }
}

/// What one request is answered with.
final class Reply: Sendable {
  private let answers = Mutex<[Result<[UInt8], EngineFailure>]>([])

  func note(_ answer: Result<[UInt8], EngineFailure>) { answers.withLock { $0.append(answer) } }

  /// Whether there is no answer.
  var isHeld: Bool { answers.withLock { $0.isEmpty } }

  /// The answer, or "failure: " and which; more than one is an error.
  func text() throws -> String {
    guard eventually({ !isHeld }) else { throw TestClient.Trouble(description: "no answer") }
    let answers = answers.withLock { $0 }
    guard answers.count == 1 else { throw TestClient.Trouble(description: "\(answers.count)") }
    switch answers[0] {
    case .success(let bytes): return String(decoding: bytes, as: UTF8.self)
    case .failure(let failure): return "failure: \(failure)"
    }
  }
}
