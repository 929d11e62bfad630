/// What kind of address an ICE candidate is (RFC 8445 5.1.1; RFC 8839 5.1 gives the words).
public enum CandidateType: UInt8, Sendable, CaseIterable {
  /// An address of the client's own interface.
  case host
  /// Server reflexive: as a STUN server sees the client.
  case srflx
  /// Peer reflexive: as the peer sees the client.
  case prflx
  /// An address on a TURN server.
  case relay

  /// The word of RFC 8839 5.1.
  public var label: String {
    switch self {
    case .host: "host"
    case .srflx: "srflx"
    case .prflx: "prflx"
    case .relay: "relay"
    }
  }

  /// The type that a word of RFC 8839 5.1 names.
  public init?(label: String) {
    guard let type = Self.allCases.first(where: { $0.label == label }) else { return nil }
    self = type
  }
}

/// How many ICE candidates of each type there are; a count stays at 255.
public struct CandidateTypes: Sendable, Equatable {
  /// A byte for each type, so that all are taken in or compared at once.
  private var counts: UInt32 = 0

  /// None.
  public init() {}

  /// Counts one more.
  public mutating func count(_ type: CandidateType) {
    if self[type] < .max { counts &+= 1 &<< Self.place(type) }
  }

  /// How many there are of one type.
  public subscript(type: CandidateType) -> UInt8 {
    UInt8(truncatingIfNeeded: counts &>> Self.place(type))
  }

  /// Of the client's own interfaces.
  public var host: UInt8 { self[.host] }
  /// Seen by a STUN server.
  public var srflx: UInt8 { self[.srflx] }
  /// Seen by the peer.
  public var prflx: UInt8 { self[.prflx] }
  /// On a TURN server.
  public var relay: UInt8 { self[.relay] }

  /// Whether there is none.
  public var isEmpty: Bool { counts == 0 }

  /// Whether there are some, all of them addresses of the client's own interfaces.
  public var areOnlyHost: Bool { host > 0 && srflx == 0 && prflx == 0 && relay == 0 }

  /// Takes in which types another message has: those that either has are there afterwards, however
  /// many.
  @inline(__always)
  mutating func formUnion(_ other: Self) { counts |= other.counts }

  private static func place(_ type: CandidateType) -> UInt32 { UInt32(type.rawValue) * 8 }
}
