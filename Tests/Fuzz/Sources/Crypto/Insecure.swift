/// Stands in for swift-crypto, which takes minutes to build: the one hash that WebSocketCore asks
/// for, without the hashing. No check of the handshake depends on the digest, and the unit tests
/// compare the real one.
public enum Insecure {
  /// Takes every byte, as SHA-1 does, and answers as many.
  public struct SHA1 {
    private var digest = [UInt8](repeating: 0, count: 20)

    /// The digest of nothing.
    public init() {}

    /// Takes more bytes.
    public mutating func update(bufferPointer: UnsafeRawBufferPointer) {
      for index in bufferPointer.indices {
        digest[index % digest.count] ^= unsafe bufferPointer[index]
      }
    }

    /// Twenty bytes.
    public func finalize() -> [UInt8] { digest }
  }
}
