import JSONEnvelope
import Testing

@Suite struct ConformanceTests {
  /// The places of a text where any value may stand.
  static let places: [(before: String, after: String)] = [
    (#"{"k":"#, "}"), (#"{"k": "#, #" ,"l":0}"#), (#"{"k":[0,"#, "]}"),
    (#"{"k":{"a":0,"b":"#, #","c":0}}"#),
  ]

  static func texts(with value: String) -> [String] {
    places.map { $0.before + value + $0.after }
  }

  @Test(arguments: ConformanceVectors.acceptedValues) func accepts(value: String) {
    for text in Self.texts(with: value) {
      #expect(Scan.error(Array(text.utf8)) == nil, "\(text)")
    }
  }

  @Test(arguments: ConformanceVectors.refusedValues) func refuses(value: String) {
    for text in Self.texts(with: value) {
      #expect(Scan.error(Array(text.utf8)) != nil, "\(text)")
    }
  }

  @Test(arguments: ConformanceVectors.choices) func chooses(value: String, isAccepted: Bool) {
    for text in Self.texts(with: value) {
      #expect((Scan.error(Array(text.utf8)) == nil) == isAccepted, "\(text)")
    }
  }

  @Test(arguments: ConformanceVectors.acceptedTexts) func accepts(text: String) {
    #expect(Scan.error(Array(text.utf8)) == nil)
  }

  @Test(arguments: ConformanceVectors.refusedTexts) func refuses(text: String) {
    #expect(Scan.error(Array(text.utf8)) != nil)
  }

  @Test(arguments: ConformanceVectors.refusedBytes) func refuses(bytes: [UInt8]) {
    #expect(Scan.error(bytes) != nil)
  }
}
