import JSONEnvelope
import Signaling
import Synchronization

/// The body of a request as one JSON object. Keys are matched without regard to case, as Go's
/// encoding/json does; `null` counts as absent, and unknown members are ignored.
protocol RequestBody: Sendable {
  /// What a body without members, or no body at all, says.
  init()
  /// Finds what a scanned body says.
  init(_ scanner: borrowing EnvelopeScanner, _ text: Span<UInt8>) throws(RequestProblem)
}

/// What is wrong with a request, in words for its sender.
struct RequestProblem: Error {
  let description: String
}

/// Reads one body after the other with one scanner, whose memory is used again.
final class BodyReader: Sendable {
  private let scanner = Mutex(EnvelopeScanner())

  func read<Body: RequestBody>(_ body: [UInt8]) throws(RequestProblem) -> Body {
    guard !body.isEmpty else { return Body() }
    return try scanner.withLock { scanner throws(RequestProblem) in
      let text = body.span
      do throws(EnvelopeError) {
        try scanner.scan(text)
      } catch {
        throw RequestProblem(description: error.description)
      }
      return try Body(scanner, text)
    }
  }
}

/// The members of a scanned body, by what they must be.
extension EnvelopeScanner {
  func name<Name>(
    _ key: StaticString, in text: Span<UInt8>, _ make: (String) -> Name?
  ) throws(RequestProblem) -> Name? {
    guard let string = try string(key, in: text) else { return nil }
    guard let name = make(string) else {
      throw RequestProblem(description: NameRule.complaint(about: key))
    }
    return name
  }

  func string(
    _ key: StaticString, in text: Span<UInt8>
  ) throws(RequestProblem) -> String? {
    guard let member = try value(key, in: text) else { return nil }
    guard let string = member.string(in: text) else {
      throw RequestProblem(description: "\(key) must be a string")
    }
    return string
  }

  func metadata(in text: Span<UInt8>) throws(RequestProblem) -> [UInt8]? {
    guard let member = try value("metadata", in: text) else { return nil }
    guard member.kind == .object, member.value.count <= Profile.maximumMetadataBytes else {
      throw RequestProblem(
        description: "metadata must be an object of at most \(Profile.maximumMetadataBytes) bytes")
    }
    return member.value.map { text[$0] }
  }

  private func value(
    _ key: StaticString, in text: Span<UInt8>
  ) throws(RequestProblem) -> Member? {
    do throws(EnvelopeError) {
      let member = try member(ignoringCase: key, in: text)
      return member?.kind == .null ? nil : member
    } catch {
      throw RequestProblem(description: "\(key) occurs twice")
    }
  }
}
