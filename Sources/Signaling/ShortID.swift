/// Random base62 text: the form of issued client IDs, room IDs and tokens.
public enum ShortID {
  /// The alphabet, in ASCII order: digits, capitals, small letters.
  public static let alphabet: StaticString =
    "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

  /// Digits drawn from one 64-bit word: 62^10 is the largest power of 62 below 2^63.
  private static let digitsPerWord = 10
  private static let span: UInt64 = 839_299_365_868_340_224  // 62^10
  /// Words at or above the largest multiple of 62^10 are drawn again, so no digit is favoured.
  private static let acceptedBelow: UInt64 = span * (UInt64.max / span)

  /// Returns `length` base62 characters, each equally likely (5.95 bits a character).
  public static func make(
    length: Int, using generator: inout some RandomNumberGenerator
  ) -> String {
    // Written in place: up to 15 characters then live in the String itself, without allocation.
    unsafe String(unsafeUninitializedCapacity: length) { buffer in
      var word: UInt64 = 0
      for index in 0..<length {
        if index % digitsPerWord == 0 {
          repeat { word = generator.next() } while word >= acceptedBelow
        }
        unsafe buffer[index] = alphabet.utf8Start[Int(word % 62)]
        word /= 62
      }
      return length
    }
  }
}
