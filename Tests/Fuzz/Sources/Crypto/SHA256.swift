/// Stands in for the hash that tokens are kept as; nothing that is fuzzed compares tokens.
public struct SHA256 {
  private var hash = Insecure.SHA1()

  /// The digest of nothing.
  public init() {}

  /// Takes more bytes.
  public mutating func update(bufferPointer: UnsafeRawBufferPointer) {
    unsafe hash.update(bufferPointer: bufferPointer)
  }

  /// Thirty-two bytes.
  public func finalize() -> [UInt8] { hash.finalize() + hash.finalize().prefix(12) }
}
