/// An IP address. An IPv4 address is kept as its IPv4-mapped form `::ffff:a.b.c.d`, so that one
/// peer has one value whichever socket it came in through (RFC 4291 2.5.5.2).
public struct IPAddress: Hashable, Sendable {
  /// The first eight bytes, the first one most significant.
  public let high: UInt64
  /// The last eight bytes, the first one most significant.
  public let low: UInt64

  /// An address from its two halves.
  public init(high: UInt64, low: UInt64) {
    self.high = high
    self.low = low
  }

  /// An IPv4 address from its number, the first part most significant.
  public init(ipv4: UInt32) {
    self.init(high: 0, low: Self.mappedPrefix | UInt64(ipv4))
  }

  /// `127.0.0.1`.
  public static let loopback = IPAddress(ipv4: 0x7F00_0001)

  /// The number of an IPv4 address, nil for IPv6.
  public var ipv4: UInt32? {
    high == 0 && low >> 32 == Self.mappedPrefix >> 32 ? UInt32(truncatingIfNeeded: low) : nil
  }

  /// Whether the address stays inside the machine: 127.0.0.0/8 or ::1.
  public var isLoopback: Bool {
    if let ipv4 { return ipv4 >> 24 == 127 }
    return high == 0 && low == 1
  }

  /// What one subscriber holds: the address itself for IPv4, its /64 for IPv6, within which
  /// a customer picks addresses at will (RFC 6177).
  public var subscriber: IPAddress {
    ipv4 == nil ? IPAddress(high: high, low: 0) : self
  }

  private static let mappedPrefix: UInt64 = 0xFFFF_0000_0000
}
