import Dialects
import Signaling

/// What other threads tell the relay of a loop.
enum RelayNotice: Sendable {
  /// A client was taken out by another way than its own connection.
  case departed(Departure)
  /// A client of this loop was taken out, and its peers have been told.
  case ended(ConnectionID, LeaveReason)
  /// Something happened in a room, of which clients of this loop are told.
  case changed(RoomChange)
  /// Is there still somebody behind this connection? The answer is false when it was silent, and
  /// has lost its place.
  case probe(ConnectionID, answer: @Sendable (Bool) -> Void)
  /// The holder of the name that this guest asked for has been probed.
  case probed(ConnectionID, isAlive: Bool)
  /// A Socket.IO client's token has been checked.
  case verified(ConnectionID, Result<Identity, IdentityProblem>)
  /// A Socket.IO session is to be opened whose client polls.
  case open(sid: String, Guest, reply: EngineReply)
  /// A client polls.
  case poll(sid: String, reply: EngineReply)
  /// A client wants to change over to a WebSocket: may it?
  case mayUpgrade(sid: String, reply: EngineReply)
  /// A client has posted packets.
  case post(sid: String, body: [UInt8], reply: EngineReply)
  /// How many bytes wait for these connections?
  case queues([ConnectionID], reply: @Sendable ([ConnectionID: Int]) -> Void)
  /// How much is kept here?
  case census(reply: @Sendable (RelayCensus) -> Void)
}

/// Somebody has come into a room or gone.
struct RoomChange: Sendable {
  enum Event: Sendable {
    case joined(Peer)
    case left(Peer, LeaveReason)
  }

  let room: Room
  let event: Event
  /// Who is told.
  var recipients: [Receiver]

  /// The members as they are now, without the one that has left: its name may have gone to a
  /// successor meanwhile, whose coming is told of next.
  ///
  /// - Parameter now: in milliseconds since 1970-01-01 UTC.
  func roster(at now: Int64) -> Roster {
    let roster = room.roster(at: now)
    guard case .left(let peer, _) = event else { return roster }
    return Roster(
      roomID: roster.roomID, peers: roster.peers.filter { $0.clientID != peer.clientID },
      at: roster.at)
  }
}
