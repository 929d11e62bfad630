import Testing

@testable import WebSocketCore

@Test func theVectorsOfTheStandardAreEncoded() {
  // RFC 4648 10.
  let vectors = [
    ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="),
    ("fooba", "Zm9vYmE="), ("foobar", "Zm9vYmFy"),
  ]
  for (plain, encoded) in vectors { #expect(Base64.encode(plain.utf8) == encoded) }
  #expect(Base64.encode([0xFB, 0xFF, 0xFE]) == "+//+")
}

@Test func everySixteenBytesAreRecognizedAndNoOtherLength() {
  var random = SplitMix64(state: 5)
  for length in 0...40 {
    for _ in 0..<20 {
      let bytes = (0..<length).map { _ in UInt8.random(in: 0...255, using: &random) }
      let text = Substring(Base64.encode(bytes))
      #expect(Base64.isSixteenBytes(text.utf8) == (length == 16))
    }
  }
}
