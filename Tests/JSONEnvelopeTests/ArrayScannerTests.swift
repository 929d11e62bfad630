import JSONEnvelope
import Testing

/// What scanning an array finds: each element's text, or why there is none.
private func elements(_ bytes: [UInt8]) -> Result<[String], EnvelopeError> {
  var scanner = ArrayScanner()
  do throws(EnvelopeError) {
    try scanner.scan(bytes.span)
  } catch {
    return .failure(error)
  }
  return .success(
    (0..<scanner.count).map { String(decoding: bytes[scanner[$0].value], as: UTF8.self) })
}

private func elements(_ text: String) -> Result<[String], EnvelopeError> {
  elements(Array(text.utf8))
}

private func kind(_ bytes: [UInt8]) -> EnvelopeError.Kind? {
  if case .failure(let error) = elements(bytes) { error.kind } else { nil }
}

private func kind(_ text: String) -> EnvelopeError.Kind? { kind(Array(text.utf8)) }

@Suite struct ArrayScannerTests {
  static let valid: [(text: String, elements: [String])] = [
    ("[]", []), (" [ ] ", []), ("[1]", ["1"]),
    (#"["signal",{"a":[1,2]}]"#, [#""signal""#, #"{"a":[1,2]}"#]),
    ("[ -0.5e+10 ,\ttrue,false , null\n]", ["-0.5e+10", "true", "false", "null"]),
    (#"["é\"\\\ud83d\ude00😀",[[]],[{}]]"#, [#""é\"\\\ud83d\ude00😀""#, "[[]]", "[{}]"]),
    ("[1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1]", [String](repeating: "1", count: 16)),
  ]

  @Test(arguments: valid) func namesEachElementsRange(_ vector: (text: String, elements: [String]))
  {
    #expect(elements(vector.text) == .success(vector.elements))
  }

  @Test func namesEachElementsKind() throws(EnvelopeError) {
    let text = Array(#"["a\n","b",-1,{},[],true,false,null]"#.utf8)
    var scanner = ArrayScanner()
    try scanner.scan(text.span)
    #expect(
      (0..<scanner.count).map { scanner[$0].kind } == [
        .string(escaped: true), .string(escaped: false), .number, .object, .array, .true, .false,
        .null,
      ])
    #expect(scanner.array == 0..<text.count)
  }

  @Test(arguments: valid) func refusesEveryTruncation(_ vector: (text: String, elements: [String]))
  {
    let bytes = Array(vector.text.utf8)
    let end = bytes.lastIndex(of: UInt8(ascii: "]"))!
    for length in 0...end {
      let kind = kind(Array(bytes[..<length]))
      #expect(kind == .unexpectedEnd || kind == .invalidUTF8, "\(length)")
    }
  }

  static let invalid: [(text: String, kind: EnvelopeError.Kind, offset: Int)] = [
    ("", .unexpectedEnd, 0), ("{}", .expectedArray, 0), (" 1", .expectedArray, 1),
    (#""[]""#, .expectedArray, 0), ("\u{FEFF}[]", .byteOrderMark, 0),
    ("[,]", .expectedValue, 1), ("[1,]", .expectedValue, 3), ("[1 2]", .expectedSeparator, 3),
    ("[1}", .expectedSeparator, 2), ("[1]]", .trailingBytes, 3), ("[] []", .trailingBytes, 3),
    ("[]\u{0}", .trailingBytes, 2), ("[01]", .invalidNumber, 2), ("[tru]", .invalidLiteral, 4),
    ("[\"a\nb\"]", .controlCharacter, 3), (#"["\x41"]"#, .invalidEscape, 2),
    (#"["\ud83d"]"#, .loneSurrogate, 2), (#"["\ude00"]"#, .loneSurrogate, 2),
    ("[{a:1}]", .expectedKey, 2), (#"[{"a" 1}]"#, .expectedColon, 6),
    ("[1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1]", .tooManyElements, 33),
  ]

  @Test(arguments: invalid)
  func tellsKindAndOffset(_ vector: (text: String, kind: EnvelopeError.Kind, offset: Int)) {
    #expect(elements(vector.text) == .failure(EnvelopeError(vector.kind, at: vector.offset)))
  }

  @Test func countsItselfAmongTheContainers() {
    let deepest = String(repeating: "[", count: 32) + String(repeating: "]", count: 32)
    #expect(kind(deepest) == nil)
    #expect(kind("[" + deepest + "]") == .tooDeep)
    #expect(kind("[" + String(repeating: #"{"a":"#, count: 32)) == .tooDeep)
    #expect(kind(String(repeating: "[", count: 1_000_000)) == .tooDeep)
  }

  @Test(arguments: EnvelopeErrorTests.notUTF8) func refusesWhatIsNotUTF8(_ bytes: [UInt8]) {
    for (before, after) in [(#"["a"#, #""]"#), ("[", "]"), ("[]", ""), (#"[{"k"#, #"":1}]"#)] {
      #expect(
        elements(Array(before.utf8) + bytes + Array(after.utf8))
          == .failure(EnvelopeError(.invalidUTF8, at: before.utf8.count)))
    }
  }

  @Test func aFailedScanLeavesNothingBehind() throws(EnvelopeError) {
    var scanner = ArrayScanner()
    try scanner.scan(Array("[1,2]".utf8).span)
    #expect(scanner.count == 2)
    #expect(throws: EnvelopeError(.expectedSeparator, at: 6)) {
      try scanner.scan(Array("[1,2,3x]".utf8).span)
    }
    #expect(scanner.count == 0)
    #expect(scanner.array.isEmpty)
  }
}
