import Crypto
import FoundationEssentials

/// A secret for HS256, long enough (RFC 7518 3.2: no shorter than the hash).
struct SharedSecret {
  static let minimumBytes = 32

  let bytes: [UInt8]

  init(_ bytes: [UInt8]) throws(KeyProblem) {
    guard bytes.count >= Self.minimumBytes else {
      throw KeyProblem(
        message: "has \(bytes.count) bytes; a secret needs \(Self.minimumBytes) or more")
    }
    // A public key is no secret: whoever has it could sign.
    guard !bytes.starts(with: "-----BEGIN ".utf8) else {
      throw KeyProblem(message: "holds a PEM key, not a secret")
    }
    self.bytes = bytes
  }

  func signature(of text: [UInt8]) -> [UInt8] {
    Array(HMAC<SHA256>.authenticationCode(for: text, using: SymmetricKey(data: bytes)))
  }
}
