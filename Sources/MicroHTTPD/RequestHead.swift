import HTTPCore

/// A request's head that passed the gate.
struct RequestHead {
  let method: Method
  let target: RequestTarget
  /// HTTP/1.0: no upgrade, no chunks.
  let isHTTP10: Bool
  /// Announced bytes of the body; nil when it comes in chunks.
  let contentLength: Int?

  var hasBody: Bool { contentLength != 0 }
}

extension Method {
  /// The method of a request line, nil for one that is not implemented.
  init?(bytes: UnsafeBufferPointer<UInt8>) {
    // RFC 9110 9.1: method names are compared exactly.
    switch bytes.count {
    case 3 where unsafe equals(bytes, "GET"): self = .get
    case 3 where unsafe equals(bytes, "PUT"): self = .put
    case 4 where unsafe equals(bytes, "POST"): self = .post
    case 4 where unsafe equals(bytes, "HEAD"): self = .head
    case 5 where unsafe equals(bytes, "PATCH"): self = .patch
    case 5 where unsafe equals(bytes, "QUERY"): self = .query
    case 5 where unsafe equals(bytes, "TRACE"): self = .trace
    case 6 where unsafe equals(bytes, "DELETE"): self = .delete
    case 7 where unsafe equals(bytes, "OPTIONS"): self = .options
    default: return nil
    }
  }
}

private func equals(_ bytes: UnsafeBufferPointer<UInt8>, _ text: StaticString) -> Bool {
  let text = unsafe text.utf8Start
  for index in bytes.indices where unsafe bytes[index] != text[index] { return false }
  return true
}
