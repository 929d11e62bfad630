import JSONEnvelope
import Testing

@Suite struct DifferentialTests {
  @Test(arguments: 0..<20) func agreesWithFoundationOnGeneratedTexts(_ seed: UInt64) {
    var texts = TextGenerator(seed: seed)
    for _ in 0..<200 {
      let bytes = Array(texts.object(depth: 0).utf8)
      #expect(FoundationOracle.disagreement(on: bytes) == nil, "\(bytes)")
    }
  }

  @Test(arguments: 0..<20) func agreesWithFoundationOnMutatedTexts(_ seed: UInt64) {
    var texts = TextGenerator(seed: 1_000 + seed)
    for _ in 0..<500 {
      let bytes = texts.mutated(Array(texts.object(depth: 0).utf8))
      #expect(FoundationOracle.disagreement(on: bytes) == nil, "\(bytes)")
    }
  }

  @Test func agreesWithFoundationOnTheConformanceVectors() {
    let values = ConformanceVectors.acceptedValues + ConformanceVectors.refusedValues
    let texts = ConformanceVectors.acceptedTexts + ConformanceVectors.refusedTexts
    for text in values.flatMap(ConformanceTests.texts) + texts {
      #expect(FoundationOracle.disagreement(on: Array(text.utf8)) == nil, "\(text)")
    }
  }

  @Test func generatesWhatIsAcceptedAndWhatIsRefused() {
    var texts = TextGenerator(seed: 1)
    var kinds: [EnvelopeError.Kind?: Int] = [:]
    for _ in 0..<5_000 {
      kinds[Scan.error(texts.mutated(Array(texts.object(depth: 0).utf8)))?.kind, default: 0] += 1
    }
    #expect((kinds[nil] ?? 0) > 300)
    #expect(kinds.count > 12)
  }
}

/// Makes random JSON objects, and breaks them.
struct TextGenerator {
  private var generator: SeededGenerator

  init(seed: UInt64) { generator = SeededGenerator(state: seed) }

  private mutating func roll(_ sides: Int) -> Int { Int.random(in: 0..<sides, using: &generator) }

  private mutating func pick(_ choices: [String]) -> String { choices[roll(choices.count)] }

  private mutating func space() -> String { pick(["", "", "", " ", "\n", "\t\r "]) }

  mutating func object(depth: Int) -> String {
    let members = (0..<roll(7)).map { _ in
      space() + string() + space() + ":" + space() + value(depth: depth + 1) + space()
    }
    return space() + "{" + (members.isEmpty ? space() : members.joined(separator: ",")) + "}"
      + space()
  }

  private mutating func value(depth: Int) -> String {
    switch roll(depth > 5 ? 6 : 8) {
    case 0...2: return string()
    case 3...4: return number()
    case 5: return pick(["true", "false", "null"])
    case 6:
      return "[" + (0..<roll(4)).map { _ in value(depth: depth + 1) }.joined(separator: ",") + "]"
    default: return object(depth: depth + 1)
    }
  }

  private mutating func number() -> String {
    pick(["", "-"]) + pick(["0", "7", "10", "4294967296", "12345678901234567"])
      + pick(["", "", ".5", ".025"]) + pick(["", "", "e1", "E-2", "e+07"])
  }

  private mutating func string() -> String {
    let pieces = [
      "a", "from", "type", "candidate:842163049 1 udp 1677729535", " ", "/", "é", "日本語", "😀",
      "\u{7F}",
      #"\r\n"#, #"\""#, #"\\"#, #"\/"#, #"\b\f\t"#, #"\u0041"#, #"\u00e9"#, #"\u20AC"#,
      #"\ud83d\ude00"#,
    ]
    // Most keys must be free of escapes, or most texts would be refused for one.
    let limit = roll(3) == 0 ? pieces.count : 10
    return "\"" + (0..<roll(5)).map { _ in pieces[roll(limit)] }.joined() + "\""
  }

  mutating func mutated(_ bytes: [UInt8]) -> [UInt8] {
    var bytes = bytes
    let tokens = [
      "{", "}", "[", "]", ",", ":", "\"", "\\", "\\u", #"\ud83d"#, #"\udc00"#, "0", "-", ".", "e",
      "true", "null", " ", "\n", "\u{0}", "\u{FEFF}", #""a":1,"#, #""from":"x","#,
      String(repeating: "[", count: 31) + String(repeating: "]", count: 31),
    ]
    for _ in 0..<1 + roll(2) {
      let place = roll(bytes.count + 1)
      switch roll(6) {
      case 0 where place < bytes.count: bytes.remove(at: place)
      case 1 where place < bytes.count: bytes[place] = UInt8(roll(256))
      case 2: bytes.insert(UInt8(roll(256)), at: place)
      case 3: bytes.removeSubrange(place..<min(bytes.count, place + roll(8)))
      case 4 where place < bytes.count:
        bytes.insert(contentsOf: bytes[place..<min(bytes.count, place + roll(30))], at: place)
      default: bytes.insert(contentsOf: pick(tokens).utf8, at: place)
      }
    }
    return bytes
  }
}
