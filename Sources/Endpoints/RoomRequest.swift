import JSONEnvelope
import Signaling
import Synchronization

/// The body of a request to `/api/rooms/…`, with the field names of the Go hub. Keys are matched
/// without regard to case, as Go's encoding/json does; `null` counts as absent, and unknown members
/// are ignored.
struct RoomRequest {
  /// What is wrong with a body, in words for its sender.
  struct Problem: Error {
    let description: String
  }

  let roomID: RoomID?
  let clientID: ClientID?
  let token: Token?
  let profile: Profile

  /// Reads one body after the other with one scanner, whose memory is used again.
  final class Reader: Sendable {
    private let scanner = Mutex(EnvelopeScanner())

    func read(_ body: [UInt8]) throws(Problem) -> RoomRequest {
      try scanner.withLock { scanner throws(Problem) in try RoomRequest(body, &scanner) }
    }
  }

  /// - Parameter body: one JSON object; nothing at all counts as `{}`.
  init(_ body: [UInt8], _ scanner: inout EnvelopeScanner) throws(Problem) {
    guard !body.isEmpty else {
      roomID = nil
      clientID = nil
      token = nil
      profile = Profile()
      return
    }
    let text = body.span
    do throws(EnvelopeError) {
      try scanner.scan(text)
    } catch {
      throw Problem(description: error.description)
    }
    roomID = try Self.name("roomId", scanner, text, { RoomID($0) })
    clientID = try Self.name("ClientId", scanner, text, ClientID.init)
    token = try Self.string("token", scanner, text).map(Token.init(presented:))
    profile = Profile(
      name: try Self.name("name", scanner, text, DisplayName.init)?.text,
      metadata: try Self.metadata(scanner, text))
  }

  private static func name<Name>(
    _ key: StaticString, _ scanner: borrowing EnvelopeScanner, _ text: Span<UInt8>,
    _ make: (String) -> Name?
  ) throws(Problem) -> Name? {
    guard let string = try string(key, scanner, text) else { return nil }
    guard let name = make(string) else {
      throw Problem(
        description: "\(key) must have 1 to \(NameRule.maximumBytes) bytes, no control characters")
    }
    return name
  }

  private static func string(
    _ key: StaticString, _ scanner: borrowing EnvelopeScanner, _ text: Span<UInt8>
  ) throws(Problem) -> String? {
    guard let member = try member(key, scanner, text) else { return nil }
    guard let string = member.string(in: text) else {
      throw Problem(description: "\(key) must be a string")
    }
    return string
  }

  private static func metadata(
    _ scanner: borrowing EnvelopeScanner, _ text: Span<UInt8>
  ) throws(Problem) -> [UInt8]? {
    guard let member = try member("metadata", scanner, text) else { return nil }
    guard member.kind == .object, member.value.count <= Profile.maximumMetadataBytes else {
      throw Problem(
        description: "metadata must be an object of at most \(Profile.maximumMetadataBytes) bytes")
    }
    return member.value.map { text[$0] }
  }

  private static func member(
    _ key: StaticString, _ scanner: borrowing EnvelopeScanner, _ text: Span<UInt8>
  ) throws(Problem) -> Member? {
    do throws(EnvelopeError) {
      let member = try scanner.member(ignoringCase: key, in: text)
      return member?.kind == .null ? nil : member
    } catch {
      throw Problem(description: "\(key) occurs twice")
    }
  }
}
