import JSONEnvelope
import Signaling

/// The first message of a connection.
extension ServerpodDialect {
  /// The wish in `{"action":"join","roomId","sessionId","name","metadata","token"}`, of which the
  /// last three may be missing or null. A `name` inside the metadata is the display name when there
  /// is none beside it.
  static func join(
    _ text: Span<UInt8>, _ reading: inout Reading
  ) throws(Complaint) -> JoinRequest {
    guard let roomID = string("roomId", reading, in: text).flatMap(RoomID.init(_:)),
      let clientID = string("sessionId", reading, in: text).flatMap(ClientID.init(_:))
    else {
      throw Complaint(
        .missingFields,
        "a join needs \"roomId\" and \"sessionId\", strings of 1 to \(NameRule.maximumBytes) bytes"
          + " without control characters")
    }
    var profile = Profile(name: try name(text, reading))
    if let metadata = reading.outer.member("metadata", in: text), metadata.kind != .null {
      guard metadata.kind == .object, metadata.value.count <= Profile.maximumMetadataBytes else {
        throw Complaint(
          .badMessage,
          "\"metadata\" is a JSON object of up to \(Profile.maximumMetadataBytes) bytes")
      }
      profile.metadata = text.bytes(metadata.value)
      if profile.name == nil { profile.name = nameInside(metadata, text, &reading) }
    }
    let token = string("token", reading, in: text).map(Token.init(presented:))
    return JoinRequest(roomID: roomID, clientID: clientID, profile: profile, token: token)
  }

  private static func name(
    _ text: Span<UInt8>, _ reading: borrowing Reading
  ) throws(Complaint) -> String? {
    guard let member = reading.outer.member("name", in: text), member.kind != .null else {
      return nil
    }
    guard let name = member.string(in: text), name.isEmpty || NameRule.allows(name) else {
      throw Complaint(
        .badMessage,
        "\"name\" is a string of up to \(NameRule.maximumBytes) bytes without control characters")
    }
    return name.isEmpty ? nil : name
  }

  /// Metadata may hold anything, so a name that is no name is no mistake.
  private static func nameInside(
    _ metadata: Member, _ text: Span<UInt8>, _ reading: inout Reading
  ) -> String? {
    guard (try? reading.enter(metadata, in: text)) != nil,
      let name = reading.inner.member("name", in: reading.innerText.span)?
        .string(in: reading.innerText.span), NameRule.allows(name)
    else { return nil }
    return name
  }

  private static func string(
    _ key: StaticString, _ reading: borrowing Reading, in text: Span<UInt8>
  ) -> String? {
    reading.outer.member(key, in: text)?.string(in: text)
  }
}
