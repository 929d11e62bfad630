import Crypto

/// The secret that proves a client is the one that joined: 22 base62 characters, 131 bits.
///
/// It prints as a placeholder, so that it cannot reach a log by accident.
public struct Token: Sendable, CustomStringConvertible, CustomDebugStringConvertible,
  CustomReflectable
{
  /// Characters of a token.
  public static let length = 22
  /// The secret itself. Goes to its owner and nowhere else.
  public let secret: String

  /// Wraps what a client presents; any text, since only a comparison follows. Text longer than a
  /// token becomes the empty one, which nobody has: it is hashed under a room's lock.
  public init(presented: String) {
    secret = presented.utf8.count <= Self.length ? presented : ""
  }

  init(issuedUsing generator: inout some RandomNumberGenerator) {
    secret = ShortID.make(length: Self.length, using: &generator)
  }

  /// A placeholder.
  public var description: String { "<token>" }
  /// A placeholder.
  public var debugDescription: String { "<token>" }
  /// Nothing: `dump` and failure reports look inside values that way.
  public var customMirror: Mirror { Mirror(self, children: []) }
}

/// What the hub keeps of a token: its SHA-256, so that a memory dump opens no room.
struct TokenDigest: Sendable {
  private let words: SIMD4<UInt64>

  init(_ token: Token) {
    var hash = SHA256()
    var secret = token.secret
    secret.withUTF8 { unsafe hash.update(bufferPointer: UnsafeRawBufferPointer($0)) }
    words = unsafe hash.finalize().withUnsafeBytes {
      unsafe $0.loadUnaligned(as: SIMD4<UInt64>.self)
    }
  }

  /// Compares in constant time: all 256 bits are read whatever differs.
  func matches(_ token: Token) -> Bool {
    let difference = words ^ TokenDigest(token).words
    return (difference[0] | difference[1] | difference[2] | difference[3]) == 0
  }
}
