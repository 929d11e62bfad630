import Signaling

/// The secret by which a client that polls is known: 22 base62 characters, 131 bits.
enum SessionID {
  static func make() -> String {
    var generator = SystemEntropy()
    return ShortID.make(length: Token.length, using: &generator)
  }

  /// The loop that a session with this ID lives on.
  static func loop(of sid: String, among loops: Int) -> Int {
    // By its bytes: it may be anything that a client sends.
    let sum = sid.utf8.prefix(Token.length).reduce(5381) { ($0 &* 33) ^ UInt($1) }
    return Int(sum % UInt(loops))
  }
}
