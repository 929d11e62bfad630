import Dialects
import Signaling

/// What the relay keeps of a client whose protocol names the room in a message.
struct GuestState {
  let guest: Guest
  /// Who it has proved to be, by its handshake or later.
  var identity: Identity?
  /// Whether it is counted as a client of its own: only while it is in no room.
  var isCounted = true
  /// When it has to have named a room; nil while it has one, and for Socket.IO.
  var joinBy: MonotonicTime?
  /// The room and name it has asked for, while the holder of the name is being probed, and the
  /// number by which that is to be acknowledged.
  var wish: (request: JoinRequest, acknowledgement: UInt32?)?
  /// The number by which the event at hand is to be acknowledged.
  var acknowledgement: UInt32?
  /// How often it may still name a room.
  var roomChanges: TokenBucket
  /// Its Socket.IO session.
  var session: SessionState?

  init(_ guest: Guest, _ roomChanges: Rate?, at now: MonotonicTime) {
    self.guest = guest
    self.roomChanges = TokenBucket(roomChanges ?? Rate(perSecond: 1, burst: 1), at: now)
    identity = guest.identity
  }
}

/// The question whether anybody is still behind a connection.
struct Probe {
  let deadline: MonotonicTime
  /// Everybody who asked.
  var askers: [@Sendable (Bool) -> Void]

  func answer(_ isAlive: Bool) {
    for asker in askers { asker(isAlive) }
  }
}
