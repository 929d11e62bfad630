/// The address that limits are counted by: an IPv4 address, or an IPv6 network of 64 bits.
///
/// The caller reduces the address; here it is only a key.
public struct AddressKey: Hashable, Sendable {
  /// The upper 64 bits of the address in its IPv6 form.
  public var high: UInt64
  /// The lower 64 bits; zero for an IPv6 network.
  public var low: UInt64

  /// A key from the two halves of an IPv6 (or IPv4-mapped) address.
  public init(high: UInt64, low: UInt64) {
    self.high = high
    self.low = low
  }
}
