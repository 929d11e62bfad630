/// The states of an ICE connection (W3C WebRTC 4.3.4, RTCIceConnectionState).
public enum ICEState: UInt8, Sendable, CaseIterable {
  /// Nothing is checked yet.
  case new
  /// Pairs of candidates are being checked.
  case checking
  /// A pair works; better ones are looked for.
  case connected
  /// A pair works, and the search is over.
  case completed
  /// No pair works.
  case failed
  /// The pair that worked does not answer; it may come back.
  case disconnected
  /// The connection was closed.
  case closed

  /// The word of RTCIceConnectionState.
  public var label: String {
    switch self {
    case .new: "new"
    case .checking: "checking"
    case .connected: "connected"
    case .completed: "completed"
    case .failed: "failed"
    case .disconnected: "disconnected"
    case .closed: "closed"
    }
  }

  /// The state that a word of RTCIceConnectionState names.
  public init?(label: String) {
    guard let state = Self.allCases.first(where: { $0.label == label }) else { return nil }
    self = state
  }
}

/// What a client says of its ICE connection to a peer.
public struct ICEReport: Sendable, Equatable {
  /// The state of the connection.
  public var iceState: ICEState
  /// The type of the client's own candidate in the pair that is used; nil if it did not say.
  public var local: CandidateType?
  /// The type of the peer's candidate in that pair.
  public var remote: CandidateType?

  /// A report.
  public init(_ iceState: ICEState, local: CandidateType? = nil, remote: CandidateType? = nil) {
    self.iceState = iceState
    self.local = local
    self.remote = remote
  }
}
