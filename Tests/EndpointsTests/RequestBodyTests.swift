import JSONEnvelope
import Testing

@testable import Endpoints

@Suite struct RequestBodyTests {
  private struct Note: RequestBody {
    var text: String?
    var metadata: [UInt8]?

    init() {}

    init(_ scanner: borrowing EnvelopeScanner, _ scanned: Span<UInt8>) throws(RequestProblem) {
      text = try scanner.string("text", in: scanned)
      metadata = try scanner.metadata(in: scanned)
    }
  }

  private static func problem(_ body: String) -> String? {
    do throws(RequestProblem) {
      let _: Note = try BodyReader().read(Array(body.utf8))
      return nil
    } catch {
      return error.description
    }
  }

  @Test func oneReaderReadsManyBodies() throws {
    let reader = BodyReader()
    for text in ["", "a", "\u{1F600}"] {
      let note: Note = try reader.read(Array(#"{"TEXT":"\#(text)"}"#.utf8))
      #expect(note.text == text)
    }
    let empty: Note = try reader.read([])
    #expect(empty.text == nil)
    #expect(throws: RequestProblem.self) { let _: Note = try reader.read([0x7B]) }
    let again: Note = try reader.read(Array(#"{"text":"b","metadata":{}}"#.utf8))
    #expect(again.text == "b" && again.metadata == Array("{}".utf8))
  }

  @Test func whatIsWrongIsSaidInWords() {
    #expect(Self.problem(#"{"text":1}"#) == "text must be a string")
    #expect(Self.problem(#"{"text":"a","Text":"b"}"#) == "text occurs twice")
    #expect(Self.problem(#"{"metadata":[]}"#) == "metadata must be an object of at most 2048 bytes")
    let metadata = #"{"a":"\#(String(repeating: "x", count: 2_040))"}"#
    #expect(Self.problem(#"{"metadata":\#(metadata)}"#) == nil)
    #expect(Self.problem(#"{"metadata":\#(metadata.dropLast(2))x"}}"#) != nil)
  }
}
