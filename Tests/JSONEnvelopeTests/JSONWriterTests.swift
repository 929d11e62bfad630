import Foundation
import JSONEnvelope
import Testing

@Suite struct JSONWriterTests {
  @Test(arguments: [
    ("", #""""#), ("a", #""a""#), ("\"\\/", #""\"\\/""#), ("\u{8}\t\n\u{C}\r", #""\b\t\n\f\r""#),
    ("\u{0}\u{1F}\u{7F}", "\"\\u0000\\u001f\u{7F}\""), ("é😀", #""é😀""#),
  ])
  func escapesWhatMustBe(_ string: String, _ expected: String) {
    var output: [UInt8] = []
    output.appendJSON(string)
    #expect(String(decoding: output, as: UTF8.self) == expected)
  }

  @Test func appendsKeysAndScannedValues() throws {
    let scan = try Scan.make(#"{"ref": [1, "x"] }"#)
    var output = Array("{".utf8)
    output.appendJSON(key: "ref")
    output.appendJSON(valueOf: scan.members[0], in: scan.bytes.span)
    #expect(String(decoding: output, as: UTF8.self) == #"{"ref":[1, "x"]"#)
  }

  @Test func roundTripsThroughFoundationAndTheScanner() throws {
    var generator = SeededGenerator(state: 42)
    for _ in 0..<2_000 {
      var string = ""
      for _ in 0..<Int.random(in: 0..<50, using: &generator) {
        let limit: UInt32 = [0x20, 0x80, 0x800, 0x110000].randomElement(using: &generator) ?? 0x80
        let scalar = Unicode.Scalar(UInt32.random(in: 0..<limit, using: &generator))
        string.unicodeScalars.append(scalar ?? "\"")
      }
      var output = Array("{\"k\":".utf8)
      output.appendJSON(string)
      output.append(UInt8(ascii: "}"))
      let object = try JSONSerialization.jsonObject(with: Data(output)) as? [String: String]
      #expect(object?["k"].map { Array($0.utf8) } == Array(string.utf8))
      let scan = try Scan.make(output)
      let value = scan.string(0)
      #expect(value.map { Array($0.utf8) } == Array(string.utf8))
    }
  }
}
