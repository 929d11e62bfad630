import JSONEnvelope
import Testing

@Suite struct ElementTests {
  private static let bytes = Array(#"["signal","sign\u0061l","signa",7,["signal"]]"#.utf8)

  private static func scan() throws(EnvelopeError) -> ArrayScanner {
    var scanner = ArrayScanner()
    try scanner.scan(bytes.span)
    return scanner
  }

  @Test func comparesStringsWithTheirEscapesResolved() throws {
    let (scanner, bytes) = (try Self.scan(), Self.bytes)
    #expect(
      (0..<scanner.count).map { scanner[$0].isString("signal", in: bytes.span) }
        == [true, true, false, false, false])
  }

  @Test func readsStringsAndNothingElse() throws {
    let (scanner, bytes) = (try Self.scan(), Self.bytes)
    #expect(
      (0..<scanner.count).map { scanner[$0].string(in: bytes.span) }
        == ["signal", "signal", "signa", nil, nil])
  }
}
