import JSONEnvelope
import Signaling

/// An offer, an answer, a candidate or anything else, in no dialect's words. All values are the JSON
/// text that came, never decoded and encoded again: a number of twenty digits stays what it is.
public struct CanonicalSignal: Sendable, Equatable {
  /// One member that is neither description nor candidate.
  public struct Field: Sendable, Equatable {
    /// The key, without quotes. It needs no escapes: it came without them.
    public var key: [UInt8]
    /// The value as JSON text.
    public var value: [UInt8]

    /// A member.
    public init(key: [UInt8], value: [UInt8]) {
      self.key = key
      self.value = value
    }
  }

  /// What it carries.
  public var kind: Signal.Kind
  /// A JSON string: `"offer"`, `"answer"`, `"candidate"`, or for anything else the sender's own type.
  public var type: [UInt8]
  /// Of an offer or answer: the description's text as a JSON string; nil when none was found.
  public var sdp: [UInt8]?
  /// Of a candidate: an RTCIceCandidateInit as a JSON object, or `null`, which ends the candidates;
  /// nil when none was found.
  public var candidate: [UInt8]?
  /// The one client addressed by its ID; nil for everybody, and for an account.
  public var target: ClientID?
  /// Every other member, in order. No two keys are equal, none is `type` or `to`, and none is a word
  /// in which any dialect names the sender.
  public var rest: [Field]

  /// A signal of these parts, which the caller keeps to what each property says.
  public init(
    kind: Signal.Kind, type: [UInt8], sdp: [UInt8]? = nil, candidate: [UInt8]? = nil,
    target: ClientID? = nil, rest: [Field] = []
  ) {
    self.kind = kind
    self.type = type
    self.sdp = sdp
    self.candidate = candidate
    self.target = target
    self.rest = rest
  }
}
