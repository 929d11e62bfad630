import Crypto
import Glibc

/// Makes the tokens that members of chat rooms show, with a secret that the hub is given too.
struct AccountTokens {
  /// Of letters and digits, 32 bytes: RFC 7518 3.2 asks for no fewer.
  let secret: [UInt8]

  /// - Parameter secret: What the hub reads from its `--jwt-hs256-file`.
  init(secret: [UInt8] = Self.randomSecret()) { self.secret = secret }

  /// A JSON Web Token for every room (RFC 7515 3.1, 7519).
  /// - Parameters:
  ///   - account: The subject; must need no escapes in JSON.
  ///   - end: When the token ends, in seconds since 1970.
  func token(for account: String, end: Int = time(nil) + 86_400) -> String {
    let header = #"{"alg":"HS256","typ":"JWT"}"#
    let claims = #"{"sub":"\#(account)","name":"\#(account)","rooms":"*","exp":\#(end)}"#
    let signed = [header, claims].map { Base64.encodeForURL(Array($0.utf8)) }
      .joined(separator: [UInt8(ascii: ".")])
    let signature = HMAC<SHA256>.authenticationCode(
      for: Array(signed), using: SymmetricKey(data: secret))
    let text = Array(signed) + [UInt8(ascii: ".")] + Base64.encodeForURL(Array(signature))
    return String(decoding: text, as: UTF8.self)
  }

  private static func randomSecret() -> [UInt8] {
    Base64.encodeForURL((0..<24).map { _ in UInt8.random(in: .min ... .max) })
  }
}
