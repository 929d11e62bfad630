/// A block of addresses in CIDR notation, such as `10.0.0.0/8` or `fd00::/8` (RFC 4632).
public struct AddressBlock: Hashable, Sendable {
  /// The first address of the block.
  public let base: IPAddress
  /// How many leading bits are fixed, of 128; an IPv4 block counts the 96 bits of its mapping.
  public let prefixLength: Int

  /// The block around an address; bits behind the prefix are cleared.
  public init(_ address: IPAddress, prefixLength: Int) {
    precondition((0...128).contains(prefixLength), "a prefix has 0 to 128 bits")
    self.prefixLength = prefixLength
    base = Self.masked(address, prefixLength)
  }

  /// Whether the address lies in the block.
  public func contains(_ address: IPAddress) -> Bool {
    Self.masked(address, prefixLength) == base
  }

  private static func masked(_ address: IPAddress, _ bits: Int) -> IPAddress {
    IPAddress(
      high: address.high & mask(min(bits, 64)), low: address.low & mask(max(bits - 64, 0)))
  }

  private static func mask(_ bits: Int) -> UInt64 { bits == 0 ? 0 : ~0 << UInt64(64 - bits) }
}

extension AddressBlock: LosslessStringConvertible {
  /// Reads `address/bits`; an address alone is the block of that one address. Bits set behind
  /// the prefix are refused: they are mostly a slip of the pen.
  public init?(_ description: String) {
    let parts = description.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count <= 2, let address = IPAddress(String(parts[0])) else { return nil }
    let offset = address.ipv4 == nil ? 0 : 96
    var bits = 128
    if parts.count == 2 {
      guard parts[1].utf8.allSatisfy({ $0 &- 0x30 < 10 }), let length = Int(parts[1]),
        length <= 128 - offset
      else { return nil }
      bits = offset + length
    }
    self.init(address, prefixLength: bits)
    guard base == address else { return nil }
  }

  /// The block as `address/bits`.
  public var description: String {
    "\(base)/\(base.ipv4 == nil || prefixLength < 96 ? prefixLength : prefixLength - 96)"
  }
}
