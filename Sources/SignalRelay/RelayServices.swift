import Dialects
import Signaling

/// What a relay is lent by the program around it.
struct RelayServices: Sendable {
  /// The other loops.
  let directory: LoopDirectory<Relay>
  /// Checks a token; nil when the hub trusts none.
  let verify: VerifyToken?
  /// How long a client may take to name its room.
  let joinWithin: Interval
  /// How long the holder of a name that another wants may take to give a sign of life.
  let probeWithin: Interval
  let engine: EngineTiming
  /// How often a client may name a room in a message; nil lifts the limit.
  let roomChanges: Rate?
  /// Bytes that a Socket.IO client may send in one payload: a message's, and no more than the HTTP
  /// server takes as a body.
  let maximumPayload: Int
}
