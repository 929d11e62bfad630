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
  /// Of the client's own interfaces.
  public private(set) var host: UInt8 = 0
  /// Seen by a STUN server.
  public private(set) var srflx: UInt8 = 0
  /// Seen by the peer.
  public private(set) var prflx: UInt8 = 0
  /// On a TURN server.
  public private(set) var relay: UInt8 = 0

  /// None.
  public init() {}

  /// Counts one more.
  public mutating func count(_ type: CandidateType) {
    switch type {
    case .host: host = Self.sum(host, 1)
    case .srflx: srflx = Self.sum(srflx, 1)
    case .prflx: prflx = Self.sum(prflx, 1)
    case .relay: relay = Self.sum(relay, 1)
    }
  }

  /// How many there are of one type.
  public subscript(type: CandidateType) -> UInt8 {
    switch type {
    case .host: host
    case .srflx: srflx
    case .prflx: prflx
    case .relay: relay
    }
  }

  /// Whether there is none.
  public var isEmpty: Bool { self == Self() }

  /// Whether there are some, all of them addresses of the client's own interfaces.
  public var areOnlyHost: Bool { host > 0 && srflx == 0 && prflx == 0 && relay == 0 }

  /// Counts those of another message as well.
  public static func += (left: inout Self, right: Self) {
    left.host = sum(left.host, right.host)
    left.srflx = sum(left.srflx, right.srflx)
    left.prflx = sum(left.prflx, right.prflx)
    left.relay = sum(left.relay, right.relay)
  }

  private static func sum(_ left: UInt8, _ right: UInt8) -> UInt8 {
    let (sum, overflow) = left.addingReportingOverflow(right)
    return overflow ? .max : sum
  }
}
