import Crypto
import FoundationEssentials

/// The secret that opens the administrators' part of the interface.
public struct AdminToken: Sendable, CustomStringConvertible, CustomReflectable {
  /// Fewest bytes of one.
  public static let minimumBytes = 16
  /// Most bytes of one: it goes into a header field.
  public static let maximumBytes = 1_024

  /// Not the token itself, so that a memory dump opens nothing.
  private let digest: SHA256.Digest

  /// The token that a file holds, white space around it left out.
  ///
  /// Throws a `KeyProblem` unless it has 16 to 1,024 bytes, all of them visible ASCII: others do
  /// not fit into an `Authorization` field.
  public init(file content: [UInt8]) throws(KeyProblem) {
    let token = content.trimmed
    guard (Self.minimumBytes...Self.maximumBytes).contains(token.count) else {
      throw KeyProblem(
        message: "has \(token.count) bytes; an admin token needs \(Self.minimumBytes) to"
          + " \(Self.maximumBytes)")
    }
    guard token.allSatisfy({ (0x21...0x7E).contains($0) }) else {
      throw KeyProblem(message: "holds other characters than visible ASCII")
    }
    digest = SHA256.hash(data: token)
  }

  /// Whether `presented` is the token. Takes the same time whatever differs: digests are compared,
  /// in constant time.
  public func matches(_ presented: String) -> Bool {
    guard presented.utf8.count <= Self.maximumBytes else { return false }
    return digest == SHA256.hash(data: Array(presented.utf8))
  }

  /// A placeholder.
  public var description: String { "<admin token>" }
  /// Nothing: `dump` and failure reports look inside values that way.
  public var customMirror: Mirror { Mirror(self, children: []) }
}

extension [UInt8] {
  /// Without the white space at both ends.
  fileprivate var trimmed: ArraySlice<UInt8> {
    func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }
    guard let first = firstIndex(where: { !isSpace($0) }),
      let last = lastIndex(where: { !isSpace($0) })
    else { return [] }
    return self[first...last]
  }
}
