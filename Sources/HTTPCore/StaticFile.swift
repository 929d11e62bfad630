/// A file that stays the same for as long as the server runs, as an answer to `GET` and `HEAD`.
public struct StaticFile: Sendable {
  /// The path it is served at.
  public let path: String
  /// The `Content-Type`.
  public let type: String
  /// What the bytes are known by (RFC 9110 8.8.3), with its quotes; strong: other bytes, other tag.
  public let entityTag: String
  /// The content.
  public let bytes: [UInt8]

  /// A file from its parts.
  public init(path: String, type: String, entityTag: String, bytes: [UInt8]) {
    self.path = path
    self.type = type
    self.entityTag = entityTag
    self.bytes = bytes
  }

  /// Answers with the file, or with 304 when the client has it (RFC 9110 13.1.2). Clients may keep
  /// it and ask each time whether it is still current.
  ///
  /// - Parameter fields: more header fields, for both answers.
  public func response(
    to request: Request, _ fields: [(name: String, value: String)] = []
  ) -> Response {
    let fields = [("ETag", entityTag), ("Cache-Control", "no-cache")] + fields
    if let condition = request.headers["If-None-Match"], names(condition) {
      // The server sends its length, and nothing of it (RFC 9110 8.6, 15.4.5).
      return Response(status: .notModified, headers: fields, payload: .bytes(bytes))
    }
    return Response(
      status: .ok, headers: [("Content-Type", type)] + fields, payload: .bytes(bytes))
  }

  /// Whether a list of entity tags has this file's; by weak comparison (RFC 9110 8.8.3.2), since a
  /// proxy that compresses makes a strong tag weak.
  private func names(_ condition: String) -> Bool {
    condition.split(separator: ",").contains { element in
      var tag = element.drop { $0 == " " || $0 == "\t" }
      while let last = tag.last, last == " " || last == "\t" { tag.removeLast() }
      if tag.hasPrefix("W/") { tag.removeFirst(2) }
      return tag == "*" || tag == entityTag
    }
  }
}
