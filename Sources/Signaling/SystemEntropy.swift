import CLinux

/// The system's generator, asked once for all that a join needs: `SystemRandomNumberGenerator`
/// makes a system call for every eight bytes.
public struct SystemEntropy: RandomNumberGenerator {
  /// A room ID, a client ID and a token take five words; some are drawn again.
  private var words: (UInt64, UInt64, UInt64, UInt64, UInt64, UInt64, UInt64, UInt64) =
    (0, 0, 0, 0, 0, 0, 0, 0)
  private var used = Self.capacity

  private static let capacity = 8

  /// A generator that has asked for nothing yet.
  public init() {}

  /// The next 64 bits.
  public mutating func next() -> UInt64 {
    if used == Self.capacity { refill() }
    let word = unsafe withUnsafeBytes(of: &words) { buffer in
      unsafe buffer.load(fromByteOffset: used * 8, as: UInt64.self)
    }
    used += 1
    return word
  }

  private mutating func refill() {
    unsafe withUnsafeMutableBytes(of: &words) { buffer in
      // getrandom(2): up to 256 bytes come whole, and without fail once the system has started.
      let count = unsafe getrandom(buffer.baseAddress, buffer.count, 0)
      precondition(count == buffer.count, "the system's random number generator failed")
    }
    used = 0
  }
}
