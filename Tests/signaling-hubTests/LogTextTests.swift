import Testing

@testable import signaling_hub

@Suite struct LogTextTests {
  private func json(_ text: String) -> String {
    var bytes: [UInt8] = []
    LogText.append(text, style: .json, limit: 256, to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  @Test(arguments: [
    ("a\nb", #"a\nb"#, #"a\nb"#), ("a\r\n", #"a\r\n"#, #"a\r\n"#), ("\t", #"\t"#, #"\t"#),
    (#"""#, #"\""#, #"\""#), (#"\"#, #"\\"#, #"\\"#),
    ("\u{1B}[31m", #"\u{1B}[31m"#, #"\u001b[31m"#), ("\0", #"\u{0}"#, #"\u0000"#),
    ("\u{7F}", #"\u{7F}"#, #"\u007f"#), ("\u{85}", #"\u{85}"#, #"\u0085"#),
    ("\u{9B}", #"\u{9B}"#, #"\u009b"#), ("\u{2028}", #"\u{2028}"#, #"\u2028"#),
    ("\u{2029}", #"\u{2029}"#, #"\u2029"#), ("\u{202E}", #"\u{202E}"#, #"\u202e"#),
    ("\u{2066}", #"\u{2066}"#, #"\u2066"#), ("\u{61C}", #"\u{61C}"#, #"\u061c"#),
    ("\u{200F}", #"\u{200F}"#, #"\u200f"#), ("\u{FEFF}", #"\u{FEFF}"#, #"\ufeff"#),
    ("\u{E0001}", #"\u{E0001}"#, #"\udb40\udc01"#), ("%n%s", "%n%s", "%n%s"),
    ("Zoë 😀 مرحبا", "Zoë 😀 مرحبا", "Zoë 😀 مرحبا"),
  ])
  func escapes(_ text: String, _ asText: String, _ asJSON: String) {
    #expect(LogText.escaped(text) == asText)
    #expect(json(text) == asJSON)
  }

  @Test func noByteBelow20OrDeleteSurvives() {
    for value in UInt32(0)..<0x100 {
      guard let scalar = Unicode.Scalar(value) else { continue }
      for line in [LogText.escaped(String(scalar)), json(String(scalar))] {
        #expect(
          line.unicodeScalars.allSatisfy { $0.value >= 0x20 && !(0x7F...0x9F).contains($0.value) })
      }
    }
  }

  @Test func brokenBytesBecomeReplacementCharacters() {
    // A Swift String is always valid Unicode: a lone surrogate cannot get this far.
    #expect(
      LogText.escaped(String(decoding: [0xED, 0xA0, 0x80], as: UTF8.self)).contains("\u{FFFD}"))
  }

  @Test func cutsAtTheLimitOnACharacter() {
    let full = String(repeating: "a", count: 256)
    #expect(LogText.escaped(full) == full)
    #expect(LogText.escaped(full + "b") == full + "…")
    #expect(LogText.escaped(String(full.dropLast()) + "é") == full.dropLast() + "…")
    #expect(LogText.escaped("\n\n\n", limit: 2) == #"\n\n…"#)
  }

  @Test(arguments: [("abc", true), ("", false), ("a b", false), ("a=b", false), ("é", false)])
  func plainTextNeedsNoQuotes(_ text: String, _ plain: Bool) {
    #expect(LogText.isPlain(text) == plain)
  }
}
